import Synchronization
import TestSupport
import Testing

@testable import DockerExporter

/// A watch of engines that a real one cannot be made to be.
@Suite struct FakeEngineWatchTests {
  private static let container =
    #"{"Id":"a","Name":"/web","State":{"Status":"running","Pid":7,"StartedAt":"2020-01-01T00:00:00Z"},"Config":{"Image":"box"}}"#

  private static func answer(
    _ path: String, inspect: FakeEngine.Reply = .json(container),
    events: FakeEngine.Reply = .lines([])
  ) -> FakeEngine.Reply {
    switch path {
    case "/_ping": .json("OK", fields: ["Api-Version": "1.44"])
    case "/v1.44/containers/json?all=1": .json(#"[{"Id":"a"},{"Id":"b"}]"#)
    case "/v1.44/containers/a/json": inspect
    case "/v1.44/containers/b/json": .json(#"{"message":"No such container: b"}"#, status: 404)
    default: path.hasPrefix("/v1.44/events?") ? events : .json("{}", status: 403)
    }
  }

  @Test func whatAReadOnlyProxyLetsPassIsEnough() throws {
    let fake = try FakeEngine { Self.answer($0) }
    let watched = try Watched(fake.host)
    #expect(watched.connection.apiVersion == "1.44")
    #expect(watched.connection.isUp && watched.connection.isStreaming)
    // One that went away between the list and inspect is no failure.
    #expect(watched.contents.containers.keys.sorted() == ["a"])
    #expect(watched.history("web") == ContainerLedger.History(image: "box"))
    let kinds = Set(fake.requests.map { $0.split(separator: "?")[0] })
    #expect(
      kinds == [
        "/_ping", "/v1.44/events", "/v1.44/containers/json", "/v1.44/containers/a/json",
        "/v1.44/containers/b/json",
      ])
  }

  @Test func anInspectThatHangsDoesNotStopTheEvents() throws {
    let line =
      #"{"Type":"container","Action":"die","Actor":{"ID":"a","Attributes":{"name":"web","exitCode":"3"}},"timeNano":4000000000000000000}"#
    let fake = try FakeEngine { Self.answer($0, inspect: .silence, events: .lines([line])) }
    var options = ContainerWatch.Options()
    options.inspectTimeout = .milliseconds(200)
    let watched = try Watched(fake.host, options: options, isReady: false)
    try watched.wait("the death") { $0.exits("web", 3) == 1 }
    try watched.wait("the silence to be noticed") { !$0.connection.isUp }
    #expect(watched.connection.isStreaming)
  }

  @Test(arguments: [FakeEngine.Reply.lines(["garbage"]), .json("{}", status: 500), .raw("")])
  func aStreamThatFailsAgainAndAgainIsNotAskedForWithoutPause(events: FakeEngine.Reply) throws {
    let fake = try FakeEngine { Self.answer($0, events: events) }
    let watched = try Watched(fake.host, isReady: false)
    try watched.wait("a complaint") { $0.recorder.lines.contains { $0.hasPrefix("warning") } }
    func asked() -> Int { fake.requests.filter { $0.contains("/events?") }.count }
    try watched.wait("another attempt") { _ in asked() >= 3 }
    let before = asked()
    for _ in 0..<50 { pauseBriefly() }
    #expect(asked() - before <= 3)
    #expect(watched.recorder.lines.count <= 20)
  }

  @Test func podmanIsAskedForAllEventsOfContainers() throws {
    let line =
      #"{"Type":"container","Action":"died","Actor":{"ID":"a","Attributes":{"name":"web","containerExitCode":"3"}},"timeNano":4000000000000000000}"#
    let fake = try FakeEngine { path in
      path == "/_ping"
        ? .json("OK", fields: ["Api-Version": "1.44", "Libpod-Api-Version": "4.3.1"])
        : Self.answer(path, events: .lines([line]))
    }
    let watched = try Watched(fake.host)
    try watched.wait("the death") { $0.exits("web", 3) == 1 }
    let asked = try #require(fake.requests.first { $0.contains("/events?") })
    #expect(asked.hasSuffix("filters=%7B%22type%22%3A%5B%22container%22%5D%7D"))
  }
}
