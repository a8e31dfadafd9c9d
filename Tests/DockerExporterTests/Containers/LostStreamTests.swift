import Glibc
import TestSupport
import Testing

@testable import DockerExporter

/// Against a real engine behind a proxy that cuts: what the engine can still tell is not lost, and
/// what it cannot is said.
@Suite(.serialized, DockerEngine.requirement.trait, EngineTurn()) struct LostStreamTests {
  private let engine: DockerEngine

  init() throws { engine = try DockerEngine.emptied() }

  @Test func aStreamThatIsCutInAndAfterEachEventLosesNothing() throws {
    let proxy = try CuttingProxy(to: engine.socket, .cutting)
    let watched = try Watched(proxy.host)
    try engine.run("cut-long", script: "sleep 1000")
    try engine.docker(
      "run", "--rm", "--net=none", "--name", "cut-short", "box", "sh", "-c", "exit 3", status: 3)
    try engine.run("cut-loop", "--restart=on-failure:2", script: "exit 4")
    try engine.run("cut-oom", "--memory=32m", script: "sleep 0.2; exec tail /dev/zero")
    try engine.docker("pause", "cut-long")
    try engine.docker("unpause", "cut-long")
    try engine.docker("rm", "--force", "cut-long")
    try watched.wait("everything to have come", seconds: 120) { watched in
      watched.exits("cut-loop", 4) == 3 && watched.exits("cut-oom", 137) == 1
        && watched.exits("cut-long", 137) == 1 && watched.container("cut-long") == nil
        && watched.exits("cut-short", 3) == 1
        && watched.container("cut-loop")?.state == .exited
    }
    try watched.settle(engine)
    #expect(watched.history("cut-short").deaths == [.exited: 1])
    #expect(watched.history("cut-short").starts == 1)
    #expect(watched.history("cut-loop").deaths == [.exited: 3])
    #expect(watched.history("cut-loop").starts == 3)
    #expect(watched.history("cut-loop").restarts == 2)
    #expect(watched.deaths("cut-oom") == [.oom: 1])
    #expect(watched.history("cut-oom").oomEvents == 1)
    #expect(watched.deaths("cut-long") == [.signal: 1])
    #expect(watched.contents.deaths == [.exited: 4, .oom: 1, .signal: 1])
    #expect(watched.connection.missedEvents == 0)
    #expect(watched.connection.gaps == 0)
    #expect(proxy.cuts > 30)
    #expect(watched.connection.reconnections > 30)
  }

  @Test func whatTheEngineRemembersOfADisconnectionIsCounted() throws {
    let proxy = try CuttingProxy(to: engine.socket, .open)
    let watched = try Watched(proxy.host)
    try engine.run("anchor", script: "sleep 1000")
    try watched.wait("a first event") { $0.history("anchor").starts == 1 }
    proxy.set(.closed)
    try watched.wait("the loss") { !$0.connection.isStreaming && !$0.connection.isUp }
    for number in 1...3 {
      try engine.docker(
        "run", "--rm", "--net=none", "--name", "unseen-\(number)", "box", "sh", "-c", "exit 6",
        status: 6)
    }
    try engine.docker("kill", "anchor")
    proxy.set(.open)
    try watched.wait("the deaths") { watched in
      (1...3).allSatisfy { watched.exits("unseen-\($0)", 6) == 1 }
        && watched.deaths("anchor") == [.signal: 1]
    }
    try watched.settle(engine)
    #expect(watched.contents.deaths == [.exited: 3, .signal: 1])
    #expect(watched.connection.gaps == 0)
    #expect(watched.connection.missedEvents == 0)
    #expect(watched.connection.reconnections == 1)
  }

  @Test func afterThreeHundredEventsUnseenTheRestIsToldByInspectAndTheGapIsCounted() throws {
    let proxy = try CuttingProxy(to: engine.socket, .open)
    let watched = try Watched(proxy.host)
    let waits = "while [ ! -e /tmp/go ]; do sleep 0.05; done; exit 4"
    try engine.run("stays", script: "sleep 1000")
    try engine.run("ends", script: waits)
    try engine.run("loops", "--restart=on-failure:2", script: waits)
    try engine.run("again", script: "sleep 1000")
    try engine.run("vanishes", script: "sleep 1000")
    try watched.wait("all to run") { watched in
      ["stays", "ends", "loops", "again", "vanishes"].allSatisfy {
        watched.container($0)?.state == .running
      }
    }
    proxy.set(.closed)
    try watched.wait("the loss") { !$0.connection.isStreaming }
    try engine.docker("exec", "ends", "touch", "/tmp/go")
    try engine.docker("exec", "loops", "touch", "/tmp/go")
    try engine.docker("restart", "--time", "0", "again")
    try engine.docker("rm", "--force", "vanishes")
    try wait(seconds: 30, for: "the loop to end") {
      try engine.docker("inspect", "--format", "{{.State.Status}} {{.RestartCount}}", "loops")
        == "exited 2"
    }
    try engine.makeEvents(300)
    proxy.set(.open)
    try watched.wait("the comparison") { watched in
      watched.container("vanishes") == nil && watched.exits("ends", 4) == 1
        && watched.exits("loops", 4) == 1 && watched.history("again").starts == 2
    }
    try watched.settle(engine)
    #expect(watched.deaths("stays").isEmpty)
    #expect(watched.deaths("ends") == [.exited: 1])
    // Of two of its deaths and of those of the next two it is known only that they happened.
    #expect(watched.deaths("loops") == [.exited: 1])
    #expect(watched.history("loops").restarts == 2)
    #expect(watched.history("loops").starts == 3)
    #expect(watched.deaths("again").isEmpty)
    #expect(watched.deaths("vanishes").isEmpty)
    #expect(watched.connection.missedEvents == 4)
    #expect(watched.connection.gaps == 1)
    #expect(watched.contents.deaths == [.exited: 2])
    try engine.docker("kill", "stays")
    try watched.wait("the next death") { $0.deaths("stays") == [.signal: 1] }
    #expect(watched.connection.gaps == 1)
  }
}
