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

  @Test(arguments: [
    FakeServer.message("N", Array("SNOTICE\0C00000\0Mhello\0\0".utf8)),
    FakeServer.message("S", Array("a\0".utf8) + Array(repeating: 0x62, count: 29_000) + [0]),
  ])
  func aGreetingWithoutEndIsNotListenedTo(talk: [UInt8]) throws {
    let server = try FakeServer { client in
      _ = FakeServer.receive(from: client)
      FakeServer.send([UInt8](FakeServer.welcome.prefix(9)), to: client)
      let much = Array(repeatElement(talk, count: 100_000 / talk.count).joined())
      while FakeServer.send(much, to: client) {}
      return false
    }
    let error = try #require(failure(parameters(server), within: .seconds(20)))
    #expect(error.description.hasSuffix("said more than 1 MiB and did not let us in"))
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
    #expect(server.clientCount == 1)
    #expect(context.statistics.connects == 1)
    gate.open()
    #expect {
      _ = try attempt.finish(by: Deadline(in: .seconds(20)))
    } throws: {
      ($0 as? PgError)?.state == "57P03"
    }
  }

  /// A server that is mute for its first clients, and has no database for the others.
  private func server(muteFor count: Int, _ act: @escaping @Sendable () -> Void = {}) throws
    -> FakeServer
  {
    let clients = Counter()
    return try FakeServer { client in
      clients.increment()
      guard clients.value > count else {
        act()
        return true
      }
      _ = FakeServer.receive(from: client)
      FakeServer.send(FakeServer.error("3D000", "no database d"), to: client)
      return false
    }
  }

  @Test func everyHostThatKeepsUsWaitingDoesSoWithOneConnection() throws {
    let (mute, closed) = (try server(muteFor: 9), try FakeServer(nil).port)
    let given = parameters([
      ("host", "127.0.0.1,127.0.0.1"), ("port", "\(mute.port),\(closed)"), ("sslmode", "disable"),
    ])
    let attempt = ConnectionAttempt(given, in: context)
    for _ in 0..<5 {
      #expect(try attempt.finish(by: Deadline(in: .milliseconds(100))) == nil)
      #expect(attempt.isPending)
    }
    #expect(mute.clientCount == 1)
  }

  @Test func aHostThatRefusesUsDoesNotCostWhatIsOpenToAnother() throws {
    let (mute, refusing) = (try server(muteFor: 9), try server(muteFor: 0))
    let given = parameters([
      ("host", "127.0.0.1,127.0.0.1"), ("port", "\(mute.port),\(refusing.port)"),
      ("sslmode", "disable"),
    ])
    let attempt = ConnectionAttempt(given, in: context)
    for _ in 0..<4 {
      #expect(throws: PgError.self) { try attempt.finish(by: Deadline(in: .seconds(1))) }
    }
    #expect(mute.clientCount == 1)
    #expect(refusing.clientCount == 4)
  }

  @Test func whoWasForgottenAsksAgainBesideAndWhoeverAnswersFirstWins() throws {
    let server = try server(muteFor: 1)
    let attempt = ConnectionAttempt(
      parameters(server), in: context,
      patience: ConnectionAttempt.Patience(alone: .milliseconds(200)))
    #expect(try attempt.finish(by: Deadline(in: .milliseconds(300))) == nil)
    #expect(server.clientCount == 1)
    #expect {
      _ = try attempt.finish(by: Deadline(in: .seconds(20)))
    } throws: {
      ($0 as? PgError)?.state == "3D000"
    }
    #expect(server.clientCount == 2)
  }

  @Test func noMoreWaitThanAreAllowed() throws {
    for limit in [1, 2] {
      let server = try server(muteFor: 9)
      let attempt = ConnectionAttempt(
        parameters(server), in: context, connectionLimit: limit,
        patience: ConnectionAttempt.Patience(alone: .zero))
      for _ in 0..<5 {
        #expect(try attempt.finish(by: Deadline(in: .milliseconds(100))) == nil)
      }
      #expect(server.clientCount == limit)
    }
  }

  @Test func whatIsTooOldIsGivenUp() throws {
    let server = try server(muteFor: 1)
    let attempt = ConnectionAttempt(
      parameters(server), in: context, connectionLimit: 1,
      patience: ConnectionAttempt.Patience(total: .milliseconds(200)))
    #expect(try attempt.finish(by: Deadline(in: .milliseconds(300))) == nil)
    #expect(throws: PgError.self) { try attempt.finish(by: Deadline(in: .seconds(20))) }
    #expect(server.clientCount == 2)
  }

  @Test func aKeptConnectionThatWasClosedIsReplacedAtOnce() throws {
    let clients = Counter()
    let (end, isClosed) = (Gate(), Gate())
    let server = try FakeServer { client in
      clients.increment()
      _ = FakeServer.receive(from: client)
      guard clients.value > 1 else {
        end.pass()
        shutdown(client, CInt(SHUT_RDWR))
        isClosed.open()
        return false
      }
      FakeServer.send(FakeServer.error("3D000", "no database d"), to: client)
      return false
    }
    let attempt = ConnectionAttempt(parameters(server), in: context)
    #expect(try attempt.finish(by: Deadline(in: .milliseconds(300))) == nil)
    end.open()
    isClosed.pass()
    #expect {
      _ = try attempt.finish(by: Deadline(in: .seconds(20)))
    } throws: {
      ($0 as? PgError)?.state == "3D000"
    }
    #expect(server.clientCount == 2)
  }

  @Test func theNamesOfHostsAndUsersAreNoReason() throws {
    let port = try FakeServer(nil).port
    let error = try #require(
      failure(
        parameters([("host", "127.0.0.1"), ("port", "\(port)"), ("user", "ssl_monitor")]),
        within: .seconds(20)))
    #expect(error.description.contains("ssl_monitor"))
    #expect(DownReason(error) == .refused)
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
