import Shared
import Synchronization
import TestSupport
import Testing

@testable import DockerExporter

@Suite struct EventStreamTests {
  private static func line(_ action: String, _ time: Int, more: String = "") -> String {
    #"{"Type":"container","Action":"\#(action)","Actor":{"ID":"a1","Attributes":{"name":"n"\#(more)}},"time":1,"timeNano":\#(time)}"#
  }

  private final class Log: Sendable {
    let events = Mutex<[EngineEvent]>([])
    let isOpen = Mutex(false)
  }

  private static func run(
    _ reply: FakeEngine.Reply, cancelled: (@Sendable (Log) -> Bool)? = nil
  ) throws -> (error: EngineError, log: Log, requests: [String]) {
    let fake = try FakeEngine { _ in reply }
    let stream = try EventStream(
      EngineAddress(fake.host, environment: [:]), path: "/v1.41/events", since: 12.5,
      isPodman: false)
    let log = Log()
    let end = Monitor<EngineError?>(nil)
    try Thread.detach {
      let error = stream.run(
        EventStream.Listener(
          opened: { log.isOpen.withLock { $0 = true } },
          event: { event in log.events.withLock { $0.append(event) } }))
      end.update { $0 = error }
    }
    if let cancelled {
      try wait(seconds: 30, for: "the moment to cancel") { cancelled(log) }
      stream.cancel()
    }
    let error = end.wait(until: Deadline(in: .seconds(30))) { $0 }
    return (try #require(error), log, fake.requests)
  }

  @Test func eventsComeAsTheyAreToldAndTheEndIsSaid() throws {
    let lines = [
      Self.line("start", 1_000_000_000), "", #"{"Type":"network","Action":"connect"}"#,
      Self.line("die", 2_000_000_000, more: #","exitCode":"3""#),
      Self.line("health_status: unhealthy", 3_000_000_000),
    ]
    let (error, log, requests) = try Self.run(.lines(lines, ends: true))
    #expect(error.kind == .cut)
    let events = log.events.withLock { $0 }
    #expect(events.map(\.action) == [.start, .die, .healthStatus])
    #expect(events.map(\.exitCode) == [nil, 3, nil])
    #expect(events.map(\.time) == [1, 2, 3])
    #expect(requests.count == 1)
    #expect(
      requests[0].hasPrefix(
        "/v1.41/events?since=12.500000000&filters=%7B%22type%22%3A%5B%22container%22%5D%2C%22event")
    )
  }

  @Test func aStreamOnWhichNothingHappensIsOpenAndEndsWhenItIsCancelled() throws {
    let (error, log, _) = try Self.run(.lines([])) { $0.isOpen.withLock { $0 } }
    #expect(error.kind == .cancelled)
    #expect(log.events.withLock { $0.isEmpty })
  }

  @Test func anEngineThatDoesNotAnswerCanBeLeft() throws {
    let (error, log, _) = try Self.run(.silence) { _ in true }
    #expect(error.kind == .cancelled)
    #expect(!log.isOpen.withLock { $0 })
  }

  @Test func garbageEndsTheStream() throws {
    let (error, log, _) = try Self.run(.lines([Self.line("start", 1), "garbage"]))
    #expect(error.kind == .notJSON)
    #expect(log.events.withLock { $0.count } == 1)
  }

  @Test func aLineWithoutEndEndsTheStream() throws {
    let long = String(repeating: "x", count: EventLines.limit + 1)
    let (error, _, _) = try Self.run(.lines([long]))
    #expect(error.kind == .tooLong)
    #expect(error.reason == "an event is longer than 1048576 bytes")
  }

  @Test func aRefusalIsNoStream() throws {
    let (error, log, _) = try Self.run(.json(#"{"message":"not here"}"#, status: 403))
    #expect(error.kind == .status(403))
    #expect(error.reason.contains("not here"))
    #expect(!log.isOpen.withLock { $0 })
  }

  @Test func podmansWordsAreUnderstood() throws {
    let event = try #require(
      EngineEvent(
        try JSON(
          parsing: Array(
            #"""
            {"status":"died","id":"b2","from":"box","Type":"container","Action":"died","Actor":{"ID":"b2",
            "Attributes":{"containerExitCode":"137","image":"box","name":"pod"}},"scope":"local","time":5,
            "timeNano":5000000000}
            """#.utf8))))
    #expect(event.action == .die)
    #expect(event.exitCode == 137)
    #expect(event.name == "pod")
  }

  @Test func momentsAreAskedForWithNanoseconds() {
    #expect(EventStream.seconds(1_795_858_122.25) == "1795858122.250000000")
    #expect(EventStream.seconds(3) == "3.000000000")
  }
}
