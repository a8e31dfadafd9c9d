import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite(VersionedServer.requirement.trait) struct PgCollectorsTests {
  @Test(arguments: VersionedServer.installations)
  func noCollectorAsksWhatTheServerDoesNotUnderstand(binaries: String) throws {
    try VersionedServer.requirement.check()
    let server = try VersionedServer(binaries)
    let session = try server.session()
    let hasBuffercache =
      try answers(
        ["SELECT FROM pg_available_extensions WHERE name = 'pg_buffercache'"], over: session
      )[0].get().count > 0
    if hasBuffercache { try server.run(["CREATE EXTENSION pg_buffercache"]) }
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
    #expect(server.errors == [])
  }

  @Test func aRoleWithoutRightsCostsOnlyWhatItMayNotRead() throws {
    try VersionedServer.requirement.check()
    let server = try VersionedServer(VersionedServer.installations[0])
    try server.run([
      "CREATE ROLE plain LOGIN", "REVOKE CONNECT ON DATABASE template1 FROM PUBLIC",
    ])
    let session = try server.session(user: "plain")
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
        "pg_database_size_bytes{datname=\"postgres\"}",
        "pg_database_size_bytes{datname=\"template0\"}",
      ])
    #expect(server.errors == [])
  }

  private func answers(
    _ statements: [Statement], over session: Session
  ) throws -> [Result<Rows, PgError>] {
    var answers: [Result<Rows, PgError>] = []
    try session.run(statements, by: Deadline(in: .seconds(30))) { _, answer in
      answers.append(answer)
    }
    return answers
  }
}
