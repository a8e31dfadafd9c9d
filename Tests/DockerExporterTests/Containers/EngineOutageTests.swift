import Glibc
import TestSupport
import Testing

@testable import DockerExporter

/// An engine that ends, comes back, or hangs.
@Suite(.serialized, DockerEngine.requirement.trait, EngineTurn()) struct EngineOutageTests {
  private let engine: DockerEngine

  init() throws { engine = try DockerEngine.emptied() }

  @Test func anEngineThatIsRestartedIsFoundAgainAndItsContainersDiedOnce() throws {
    let watched = try Watched(engine.host)
    try engine.run(
      "plain", "--stop-timeout=1", script: "trap 'exit 9' TERM; while true; do sleep 0.05; done")
    try engine.run(
      "always", "--restart=always", "--stop-timeout=1",
      script: "trap 'exit 8' TERM; while true; do sleep 0.05; done")
    try watched.wait("both to run") { watched in
      ["plain", "always"].allSatisfy { watched.container($0)?.state == .running }
    }
    engine.stop()
    try watched.wait("the outage") { !$0.connection.isUp && !$0.connection.isStreaming }
    #expect(watched.exits("plain", 9) == 1)
    try engine.start()
    try watched.wait("the engine") { $0.connection.isUp && $0.connection.isStreaming }
    try watched.wait("a comparison") { $0.connection.reconciliations >= 2 }
    try watched.settle(engine)
    #expect(watched.deaths("plain") == [.exited: 1])
    #expect(watched.container("plain")?.state == .exited)
    #expect(watched.history("plain").starts == 1)
    #expect(watched.deaths("always") == [.exited: 1])
    #expect(watched.history("always").exits == [8: 1])
    #expect(watched.history("always").starts == 2)
    #expect(watched.container("always")?.state == .running)
    #expect(watched.connection.missedEvents == 0)
    try engine.docker("start", "plain")
    try watched.wait("the start") { $0.history("plain").starts == 2 }
    #expect(watched.recorder.lines.filter { $0.contains("warning") }.count <= 3)
  }

  @Test func anEngineThatIsKilledLosesAContainerThatIsCountedOnce() throws {
    let watched = try Watched(engine.host)
    // The engine, when it is back, asks it to end, and does not wait for long.
    try engine.run("orphan", script: "trap 'exit 7' TERM; while true; do sleep 0.05; done")
    try watched.wait("it to run") { $0.container("orphan")?.state == .running }
    engine.stop(SIGKILL)
    try watched.wait("the outage") { !$0.connection.isUp }
    try engine.start()
    try watched.wait("the death") { $0.contents.deaths.values.reduce(0, +) == 1 }
    try watched.settle(engine)
    #expect(watched.deaths("orphan").values.reduce(0, +) == 1)
    #expect(watched.container("orphan")?.state == .exited)
    #expect(watched.connection.missedEvents == 0)
  }

  @Test func anEngineThatHangsIsDownWithinSecondsAndLosesNothing() throws {
    let watched = try Watched(engine.host)
    try engine.run("victim", script: "exec sleep 1000")
    try watched.wait("it to run") { $0.container("victim")?.pid != nil }
    engine.freeze()
    defer { engine.thaw() }
    try watched.wait("the silence to be noticed") { !$0.connection.isUp }
    try engine.strike(process: #require(watched.container("victim")?.pid))
    sleep(1)
    #expect(watched.container("victim") != nil)
    engine.thaw()
    try watched.wait("the engine") { $0.connection.isUp }
    try watched.wait("the death") { $0.deaths("victim") == [.signal: 1] }
    try watched.settle(engine)
    #expect(watched.contents.deaths == [.signal: 1])
    #expect(watched.connection.reconnections == 0)
    #expect(watched.connection.missedEvents == 0)
  }

  @Test func aStreamIsGivenUpWhenTheEngineHangsForLongAndNothingIsLost() throws {
    var options = ContainerWatch.Options()
    options.pingInterval = .milliseconds(500)
    options.pingTimeout = .milliseconds(500)
    options.patience = .seconds(2)
    let watched = try Watched(engine.host, options: options)
    try engine.run("lasting", script: "exec sleep 1000")
    try watched.wait("it to run") { $0.container("lasting")?.pid != nil }
    engine.freeze()
    defer { engine.thaw() }
    try watched.wait("the stream to be given up") { !$0.connection.isStreaming }
    try engine.strike(process: #require(watched.container("lasting")?.pid))
    engine.thaw()
    try watched.wait("the death") { $0.deaths("lasting") == [.signal: 1] }
    try watched.settle(engine)
    #expect(watched.contents.deaths == [.signal: 1])
    #expect(watched.connection.reconnections == 1)
    #expect(watched.connection.gaps == 0)
  }

  @Test func anEngineThatIsNotThereYetIsFoundWhenItComes() throws {
    engine.stop()
    let watched = try Watched(engine.host, isReady: false)
    try watched.wait("a complaint") { !$0.recorder.lines.isEmpty }
    #expect(!watched.connection.isUp)
    try engine.start()
    try watched.wait("the engine") { $0.connection.isStreaming && $0.connection.isUp }
    #expect(watched.connection.reconnections == 0)
  }
}
