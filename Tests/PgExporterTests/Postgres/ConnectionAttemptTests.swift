import Foundation
import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct ConnectionAttemptTests {
  private let context = SessionContext(resolver: Resolver()) { text in
    text.replacingOccurrences(of: "hunter2", with: "<secret>")
  }

  private func parameters(_ given: [(String, String)]) -> [(keyword: String, value: Secret)] {
    ([("user", "vigie"), ("dbname", "d"), ("password", "hunter2")] + given).map {
      (keyword: $0.0, value: Secret($0.1))
    }
  }

  private func parameters(
    _ server: FakeServer, sslmode: String = "disable"
  ) -> [(keyword: String, value: Secret)] {
    parameters([("host", "127.0.0.1"), ("port", "\(server.port)"), ("sslmode", sslmode)])
  }

  /// What connecting ends with, and whether that was in time.
  private func failure(
    _ parameters: [(keyword: String, value: Secret)], within limit: Duration = .milliseconds(500)
  ) -> PgError? {
    let start = ContinuousClock.now
    do throws(PgError) {
      _ = try Session.open(parameters, in: context, by: Deadline(in: limit))
      Issue.record("connected")
      return nil
    } catch {
      #expect(start.duration(to: .now) < limit + .seconds(3))
      #expect(!error.description.contains("hunter2"))
      #expect(!error.description.contains("\n"))
      #expect(error.description.utf8.count < 700)
      return error
    }
  }

  @Test(arguments: ["disable", "prefer", "require"])
  func aServerThatNeverAcceptsEndsAtTheDeadline(sslmode: String) throws {
    let server = try FakeServer(nil)
    #expect(
      failure(parameters(server, sslmode: sslmode))?.description
        == "connect to 127.0.0.1:\(server.port) as vigie: not answered before the deadline")
  }

  @Test(arguments: ["disable", "prefer", "require"])
  func aServerThatOnlyListensEndsAtTheDeadline(sslmode: String) throws {
    let server = try FakeServer { client in
      while !FakeServer.receive(from: client).isEmpty {}
      return false
    }
    #expect(
      failure(parameters(server, sslmode: sslmode))?.description
        == "connect to 127.0.0.1:\(server.port) as vigie: not answered before the deadline")
  }

  @Test func aTLSHandshakeThatStopsEndsAtTheDeadline() throws {
    let server = try FakeServer { client in
      _ = FakeServer.receive(from: client)
      return FakeServer.send(Array("S".utf8), to: client)
    }
    #expect(
      failure(parameters(server, sslmode: "require"))?.description
        == "connect to 127.0.0.1:\(server.port) as vigie: not answered before the deadline")
  }

  @Test(arguments: ["HTTP/1.1 400 Bad Request\r\n\r\n", "\0\0\0\0\0\0\0\0\0", "Rubbish"])
  func aServerThatSpeaksSomethingElseIsAnErrorOfOneLine(talk: String) throws {
    let server = try FakeServer { client in
      _ = FakeServer.receive(from: client)
      FakeServer.send(Array(talk.utf8), to: client)
      return true
    }
    let error = try #require(failure(parameters(server)))
    #expect(error.description.hasPrefix("connect to 127.0.0.1:\(server.port) as vigie: "))
  }

  @Test func aServerThatHangsUpInTheMiddleSaysSo() throws {
    let server = try FakeServer { client in
      _ = FakeServer.receive(from: client)
      FakeServer.send([UInt8](FakeServer.welcome.prefix(12)), to: client)
      return false
    }
    let error = try #require(failure(parameters(server), within: .seconds(20)))
    #expect(error.description.contains("server closed the connection unexpectedly"))
  }

  @Test func anErrorWithoutEndIsCut() throws {
    let server = try FakeServer { client in
      _ = FakeServer.receive(from: client)
      let talk = Array(repeating: UInt8(ascii: "x"), count: 1 << 16)
      guard FakeServer.send(Array("EFATAL: ".utf8), to: client) else { return false }
      while FakeServer.send(talk, to: client) {}
      return false
    }
    let error = try #require(failure(parameters(server), within: .seconds(2)))
    #expect(error.description.hasPrefix("connect to 127.0.0.1:\(server.port) as vigie: "))
  }

  @Test func noticesWithoutEndEndAtTheDeadline() throws {
    let server = try FakeServer { client in
      _ = FakeServer.receive(from: client)
      FakeServer.send([UInt8](FakeServer.welcome.prefix(9)), to: client)
      let talk = FakeServer.message("N", Array("SNOTICE\0C00000\0Mhello\0\0".utf8))
      let much = Array(repeatElement(talk, count: 1000).joined())
      while FakeServer.send(much, to: client) {}
      return false
    }
    let error = try #require(failure(parameters(server), within: .seconds(1)))
    #expect(error.description.hasSuffix("not answered before the deadline"))
  }

  @Test func aRefusalHasItsStateAndARemedyAndNoSecret() throws {
    let server = try FakeServer { client in
      _ = FakeServer.receive(from: client)
      FakeServer.send(FakeServer.error("28P01", "hunter2 is not the password"), to: client)
      return false
    }
    let error = try #require(failure(parameters(server), within: .seconds(20)))
    #expect(error.state == "28P01")
    #expect(
      error.description
        == "connect to 127.0.0.1:\(server.port) as vigie: <secret> is not the password"
        + " (check the password of vigie)")
  }

  @Test func nobodyThereIsRefused() throws {
    let port = try FakeServer(nil).port
    let error = try #require(
      failure(parameters([("host", "127.0.0.1"), ("port", "\(port)")]), within: .seconds(20)))
    #expect(
      error.description.hasPrefix("connect to 127.0.0.1:\(port) as vigie: Connection refused"))
  }

  @Test func anUnknownNameIsNamed() throws {
    let context = SessionContext(resolver: Resolver { _ in .failed("Name or service not known") })
    #expect {
      _ = try Session.open(
        parameters([("host", "db1")]), in: context, by: Deadline(in: .seconds(20)))
    } throws: {
      "\($0)"
        == "connect to db1:5432 as vigie: could not resolve the name: Name or service not known"
    }
  }

  @Test func namesThatNobodyAnswersForEndAtTheDeadline() throws {
    let gate = Gate()
    defer { gate.open() }
    let context = SessionContext(
      resolver: Resolver { _ in
        gate.pass()
        return .failed("late")
      })
    let start = ContinuousClock.now
    #expect(throws: PgError.self) {
      _ = try Session.open(
        parameters([("host", "db1")]), in: context, by: Deadline(in: .milliseconds(300)))
    }
    #expect(start.duration(to: .now) < .seconds(5))
  }

  @Test func aDeadHostLeavesTimeForTheNext() throws {
    let (mute, refusing) = (
      try FakeServer(nil),
      try FakeServer { client in
        _ = FakeServer.receive(from: client)
        FakeServer.send(FakeServer.error("3D000", "no database d"), to: client)
        return false
      }
    )
    let given = parameters([
      ("host", "127.0.0.1,127.0.0.1"), ("port", "\(mute.port),\(refusing.port)"),
      ("sslmode", "disable"),
    ])
    let error = try #require(failure(given, within: .seconds(2)))
    #expect(error.state == "3D000")
    #expect(error.description.contains("127.0.0.1: no answer in time"))
  }

  @Test func anAttemptIsGoneOnWithInsteadOfBegunAnew() throws {
    let gate = Gate()
    let server = try FakeServer { client in
      _ = FakeServer.receive(from: client)
      gate.pass()
      FakeServer.send(FakeServer.error("57P03", "starting up"), to: client)
      return false
    }
    let attempt = ConnectionAttempt(parameters(server), in: context)
    for _ in 0..<5 {
      let session = try attempt.finish(by: Deadline(in: .milliseconds(100)))
      #expect(session == nil)
    }
    gate.open()
    #expect {
      _ = try attempt.finish(by: Deadline(in: .seconds(20)))
    } throws: {
      ($0 as? PgError)?.state == "57P03"
    }
    #expect(server.clientCount == 1)
    #expect(context.statistics.connects == 1)
  }

  @Test func aCertificateThatIsNoFileIsNotWaitedFor() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/root.crt"
    try #require(mkfifo(path, 0o600) == 0)
    let error = try #require(
      failure(parameters([("host", "127.0.0.1"), ("sslrootcert", path)]), within: .seconds(20)))
    #expect(
      error.description
        == "connect to 127.0.0.1:5432 as vigie: sslrootcert \(path) is not a regular file")
  }
}
