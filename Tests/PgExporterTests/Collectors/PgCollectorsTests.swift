import Shared
import TestSupport
import Testing

@testable import PgExporter

/// Against each PostgreSQL that `VIGIE_POSTGRES_BINS` names, or the one that is installed.
@Suite(PostgresServer.requirement.trait) struct PgCollectorsTests {
  @Test(arguments: PostgresInstallation.all)
  func noCollectorAsksWhatTheServerDoesNotUnderstand(installation: String) throws {
    try PostgresServer.requirement.check()
    let server = try PostgresServer(installation: installation)
    let session = try open(server)
    try server.run(
      """
      DO $$ BEGIN
        IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_buffercache') THEN
          CREATE EXTENSION pg_buffercache;
        END IF;
      END $$
      """)
    let info = ServerInfo(version: session.version, database: "postgres", label: "test:5432")
    let options = try PgOptions.parse([])
    for entry in PgCollectors.all {
      let collector = try entry.make(options)
      // Twice: some ask for less once they know more.
      for _ in 1...2 {
        var metrics = MetricWriter()
        do {
          let found = Answers(
            info, try answers(collector.statements(for: info), over: session))
          try collector.write(found, into: &metrics)
          #expect(metrics.duplicates == [], "\(entry.name) on \(session.version)")
        } catch is Absent {
        } catch {
          Issue.record(error, "\(entry.name) on \(session.version)")
        }
      }
    }
    #expect(errors(server) == [])
  }

  @Test func aRoleWithoutRightsCostsOnlyWhatItMayNotRead() throws {
    try PostgresServer.requirement.check()
    let server = try PostgresServer(
      initialisation: "CREATE ROLE plain LOGIN",
      "REVOKE CONNECT ON DATABASE template1 FROM PUBLIC")
    let session = try open(server, user: "plain")
    let info = ServerInfo(version: session.version, database: "postgres", label: "test:5432")
    let collector = DatabaseCollector()
    var metrics = MetricWriter()
    let error = #expect(throws: Partial.self) {
      try collector.write(
        Answers(info, try answers(collector.statements(for: info), over: session)),
        into: &metrics)
    }
    #expect(error?.description.hasPrefix("the size of database template1 may not be read") == true)
    let names = samples(String(decoding: metrics.written.bytes, as: UTF8.self)).map {
      String($0.prefix { $0 != " " })
    }
    #expect(
      names.sorted() == [
        "pg_database_connection_limit{datname=\"postgres\"}",
        "pg_database_connection_limit{datname=\"template0\"}",
        "pg_database_connection_limit{datname=\"template1\"}",
        "pg_database_size_age_seconds",
        "pg_database_size_bytes{datname=\"postgres\"}",
        "pg_database_size_bytes{datname=\"template0\"}",
      ])
    #expect(errors(server) == [])
  }

  private func open(_ server: PostgresServer, user: String = "postgres") throws -> Session {
    try Session.open(
      server.parameters(user: user), in: SessionContext(resolver: Resolver()),
      by: Deadline(in: .seconds(30)))
  }

  /// The errors of statements, as the server logged them.
  private func errors(_ server: PostgresServer) -> [Substring] {
    server.log.split(separator: "\n").filter { $0.contains("ERROR:") }
  }

  private func answers(
    _ statements: [Statement], over session: Session
  ) throws -> [Result<Rows, PgError>] {
    var answers: [Result<Rows, PgError>] = []
    try session.run(statements, by: Deadline(in: .seconds(30))) { _, answer, _ in
      answers.append(answer)
    }
    return answers
  }
}
