import Foundation
import Shared
import TestSupport
import Testing

@testable import PgExporter

/// Each test has a server of its own, to which it does something bad.
@Suite(PostgresServer.requirement.trait) struct SessionFaultTests {
  private let context = SessionContext(resolver: Resolver())

  private func open(
    _ server: PostgresServer, user: String = "postgres",
    by deadline: Deadline = Deadline(in: .seconds(30))
  ) throws -> Session {
    try Session.open(server.parameters(user: user), in: context, by: deadline)
  }

  @Test func aCatalogThatIsLockedCostsTheStatementsThatReadIt() throws {
    let server = try PostgresServer()
    let session = try open(server)
    let statements: [Statement] = [
      "SELECT datname FROM pg_database", "SELECT 2", "SELECT count(*) > 0 FROM pg_stat_activity",
      "SELECT count(*) > 0 FROM pg_locks", "SELECT count(*) > 0 FROM pg_settings",
      "SELECT count(*) > 0 FROM pg_stat_bgwriter", "SELECT count(*) > 0 FROM pg_stat_database",
      "SELECT count(*) >= 0 FROM pg_stat_replication",
    ]
    try session.run(statements, by: Deadline(in: .seconds(10))) { _, _, _ in }
    let lock = try server.hold("BEGIN; LOCK TABLE pg_database IN ACCESS EXCLUSIVE MODE")
    var states: [String] = []
    let start = ContinuousClock.now
    try session.run(statements, by: Deadline(in: .seconds(10))) { _, answer, _ in
      switch answer {
      case .success(let rows): states.append(rows[0].text(0) ?? "")
      case .failure(let error): states.append(error.state ?? error.description)
      }
    }
    #expect(start.duration(to: .now) < .seconds(6))
    #expect(states == ["55P03", "2", "55P03", "t", "t", "t", "55P03", "t"])
    #expect(session.isUsable)
    // Who comes new waits in the server until the lock is gone, and not anew each time.
    let attempt = ConnectionAttempt(server.parameters(), in: context)
    for _ in 0..<3 {
      let early = try attempt.finish(by: Deadline(in: .milliseconds(300)))
      #expect(early == nil)
    }
    try lock.run("ROLLBACK")
    let late = try #require(try attempt.finish(by: Deadline(in: .seconds(30))))
    #expect(late.isUsable)
  }

  @Test func aFrozenServerEndsAtTheDeadlineAndHangsOneCancel() throws {
    let server = try PostgresServer()
    let sessions = try (0..<3).map { _ in try open(server) }
    try server.freeze()
    defer { server.thaw() }
    let start = ContinuousClock.now
    for session in sessions {
      var count = 0
      #expect {
        try session.run(["SELECT 1", "SELECT 2"], by: Deadline(in: .milliseconds(300))) {
          _, answer, _ in
          count += 1
          if case .success = answer { Issue.record("a frozen server answered") }
        }
      } throws: {
        "\($0)".hasSuffix("not answered before the deadline")
      }
      #expect(count == 2)
    }
    #expect(context.canceller.isBusy)
    #expect(throws: PgError.self) { try open(server, by: Deadline(in: .milliseconds(300))) }
    #expect(start.duration(to: .now) < .seconds(10))
    server.thaw()
    for _ in 0..<500 where context.canceller.isBusy { pauseBriefly() }
    #expect(!context.canceller.isBusy)
    #expect(try open(server).isUsable)
  }

  @Test func aServerThatWasRestartedHasEndedTheSession() throws {
    let server = try PostgresServer()
    let session = try open(server)
    #expect(session.isUsable)
    try server.restart()
    #expect(!session.isUsable)
    #expect(throws: PgError.self) {
      try session.run(["SELECT 1"], by: Deadline(in: .seconds(20))) { _, _, _ in }
    }
    #expect(try open(server).isUsable)
  }

  @Test func aBackendThatIsEndedInTheMiddleCostsWhatItHadNotAnswered() throws {
    let server = try PostgresServer()
    let session = try open(server)
    var found: [String] = []
    #expect {
      try session.run(
        ["SELECT 1", "SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 3", "SELECT 4"],
        by: Deadline(in: .seconds(20))
      ) { _, answer, _ in
        found.append((try? answer.get()[0].text(0)) ?? "failed")
      }
    } throws: {
      ($0 as? PgError)?.state == "57P01"
        && "\($0)".hasSuffix("terminating connection due to administrator command")
    }
    #expect(found.count == 4)
    #expect(found[0] == "1")
    #expect(found[3] == "failed")
  }

  @Test func everySlotTakenIsSaidWithARemedy() throws {
    let server = try PostgresServer(
      settings: ["max_connections": "4", "superuser_reserved_connections": "1"],
      initialisation: "CREATE ROLE vigie LOGIN")
    let taken = try (0..<3).map { _ in try open(server, user: "vigie") }
    #expect {
      _ = try open(server, user: "vigie")
    } throws: {
      ($0 as? PgError)?.state == "53300" && "\($0)".contains("max_connections")
    }
    #expect(taken.count { $0.isUsable } == 3)
  }

  @Test func aWrongPasswordIsSaidAndNotShown() throws {
    let server = try PostgresServer(
      initialisation: "CREATE ROLE vigie LOGIN PASSWORD 'right'")
    try server.authenticate("local all postgres trust\nlocal all all scram-sha-256")
    let context = SessionContext(resolver: Resolver()) {
      $0.replacingOccurrences(of: "wrong", with: "<secret>")
    }
    func connect(_ password: String, as user: String = "vigie") throws {
      _ = try Session.open(
        server.parameters(user: user) + [("password", Secret(password))], in: context,
        by: Deadline(in: .seconds(30)))
    }
    // A signal is taken when the server gets round to it.
    for _ in 0..<200 where (try? connect("wrong")) != nil { pauseBriefly() }
    try connect("right")
    #expect {
      try connect("wrong")
    } throws: {
      ($0 as? PgError)?.state == "28P01" && "\($0)".contains("check the password of vigie")
        && !"\($0)".contains("wrong")
    }
    try server.authenticate("local all postgres trust")
    for _ in 0..<200 where (try? connect("right")) != nil { pauseBriefly() }
    #expect {
      try connect("right")
    } throws: {
      ($0 as? PgError)?.state == "28000" && "\($0)".contains("pg_hba.conf")
    }
  }

  @Test func aDatabaseThatIsNotThereIsNamed() throws {
    let server = try PostgresServer()
    let parameters =
      server.parameters().filter { $0.keyword != "dbname" } + [("dbname", Secret("nowhere"))]
    #expect {
      _ = try Session.open(parameters, in: context, by: Deadline(in: .seconds(30)))
    } throws: {
      ($0 as? PgError)?.state == "3D000" && "\($0)".contains("nowhere")
    }
  }
}
