import Foundation
import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait, PgBouncer.requirement.trait)
struct PooledSessionTests {
  private let context = SessionContext(resolver: Resolver())

  private func answers(_ session: Session, _ statements: [Statement]) throws -> [String] {
    var answers: [String] = []
    try session.run(statements, by: Deadline(in: .seconds(30))) { _, answer, _ in
      switch answer {
      case .success(let rows): answers.append(rows.first?.text(0) ?? "none")
      case .failure(let error): answers.append(error.description)
      }
    }
    return answers
  }

  private func open(_ bouncer: PgBouncer) throws -> Session {
    try Session.open(bouncer.parameters(), in: context, by: Deadline(in: .seconds(30)))
  }

  @Test(arguments: ["transaction", "session", "statement"])
  func theStatementsOfAScrapeAreAnsweredThroughAPooler(mode: String) throws {
    let server = try PostgresServer(initialisation: "CREATE TABLE votes AS SELECT 42 AS vote")
    let bouncer = try PgBouncer(to: server, mode: mode)
    let sessions = try (0..<3).map { _ in try open(bouncer) }
    let statements: [Statement] = [
      "SHOW search_path", "SELECT 1/(random()*0)::int", "SHOW transaction_read_only",
      "SELECT count(*) > 0 FROM pg_database", Statement("SELECT 6", timeout: .seconds(1)),
    ]
    for _ in 0..<10 {
      for session in sessions {
        #expect(
          try answers(session, statements)
            == ["pg_catalog, pg_temp", "division by zero", "on", "t", "6"])
        #expect(session.isPooled)
        #expect(session.isUsable)
      }
    }
  }

  @Test func aGuestIsReadOnlyAndFindsItsNames() throws {
    let server = try PostgresServer(initialisation: "CREATE TABLE votes AS SELECT 42 AS vote")
    let bouncer = try PgBouncer(to: server)
    let session = try open(bouncer)
    for _ in 0..<5 {
      let found = try answers(
        session,
        [
          "SELECT 1", Statement("SELECT vote FROM votes", usesRoleSearchPath: true, rowLimit: 5),
          Statement("DELETE FROM votes", usesRoleSearchPath: true), "SELECT 4",
        ])
      #expect(found == ["1", "42", "cannot execute DELETE in a read-only transaction", "4"])
    }
  }

  @Test func nothingOfOursStaysInABackendThatOthersGet() throws {
    let server = try PostgresServer()
    let bouncer = try PgBouncer(to: server)
    let session = try open(bouncer)
    let names = [
      "default_transaction_read_only", "default_transaction_isolation", "idle_session_timeout",
      "client_min_messages", "client_connection_check_interval",
    ]
    let own = try names.map { try server.run("SHOW \($0)") }
    for _ in 0..<6 {
      #expect(try answers(session, names.map { Statement("SHOW \($0)") }) == own)
    }
    let known = try answers(session, ["SELECT count(*) FROM pg_prepared_statements"])
    #expect(known == ["0"])
  }
}
