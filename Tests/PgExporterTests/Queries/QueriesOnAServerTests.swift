import Foundation
import Shared
import TestSupport
import Testing

@testable import PgExporter

/// Queries of users, asked of a real server.
@Suite(PostgresServer.requirement.trait) struct QueriesOnAServerTests {
  init() throws { try PostgresServer.requirement.check() }

  /// What one query brought.
  private struct Read {
    let text: String
    let failure: String?
    let truncated: Int
  }

  /// Asks all queries of a file in one pipeline, as a scrape does.
  private static func read(
    _ queries: [CustomQuery], over session: Session
  ) throws -> [String: Read] {
    let info = ServerInfo(
      version: session.version, database: session.database, label: "localhost:5432")
    let statements = try queries.map { try #require(try $0.statements(for: info).first) }
    var found: [String: Read] = [:]
    try session.run(statements, by: Deadline(in: .seconds(20))) { index, answer, _ in
      var metrics = MetricWriter()
      let mark = metrics.mark
      let answers = Answers(info, [answer])
      var failure: String?
      do {
        try queries[index].write(answers, into: &metrics)
      } catch {
        if !(error is Partial) { metrics.rollBack(to: mark) }
        failure = "\(error)"
      }
      found[queries[index].query.name] = Read(
        text: String(decoding: metrics.written.bytes, as: UTF8.self), failure: failure,
        truncated: answers.truncated)
    }
    return found
  }

  private static func session(
    _ server: PostgresServer, user: String = "postgres"
  ) throws -> Session {
    try .open(
      [
        ("host", Secret(server.socketFolder)), ("port", Secret("\(server.port)")),
        ("dbname", Secret("postgres")), ("user", Secret(user)),
      ], in: SessionContext(resolver: Resolver()), by: Deadline(in: .seconds(20)))
  }

  private static func queries(_ yaml: String) throws -> [CustomQuery] {
    let memory = QueryMemory()
    return try made(yaml).map { CustomQuery(query: $0, memory: memory) }
  }

  @Test func valuesAreReadByTheirTypes() throws {
    let server = try PostgresServer()
    let found = try Self.read(
      Self.queries(
        """
        q:
          query: |
            SELECT true AS b, '2025-03-01 12:00:00.5+01'::timestamptz AS t, 'x'::name AS n,
              true AS yes, '2025-03-01 12:00:00+01'::timestamptz AS at, 12345678901234567890::numeric AS large,
              't'::text AS word, '7'::text AS seven, '1 day'::interval AS gap, 'NaN'::float8 AS nan
            ; -- a comment behind it
          metrics:
            - b: {usage: LABEL}
            - t: {usage: LABEL}
            - n: {usage: LABEL}
        """), over: try Self.session(server))
    let read = try #require(found["q"])
    let labels = "{b=\"true\",t=\"1740826800\",n=\"x\"}"
    #expect(read.failure == nil)
    #expect(
      samples(read.text) == [
        "q_yes\(labels) 1", "q_at\(labels) 1740826800", "q_large\(labels) 12345678901234567890",
        "q_seven\(labels) 7", "q_nan\(labels) NaN",
      ])
  }

  @Test func aBadQueryCostsNothingButItself() throws {
    let server = try PostgresServer(initialisation: "CREATE TABLE things AS SELECT 1 AS n")
    let found = try Self.read(
      Self.queries(
        """
        wrong: {query: SELECT nonsense, metrics: []}
        slow: {query: 'SELECT 1 AS n, pg_sleep(60)', timeout: 100ms, metrics: []}
        writes: {query: 'INSERT INTO things VALUES (2) RETURNING n', metrics: []}
        two: {query: 'SELECT 1; SELECT 2', metrics: []}
        large: {query: 'SELECT g AS n, g AS l FROM generate_series(1, 1000) g', row_limit: 3,
          metrics: [l: {usage: LABEL}]}
        good: {query: SELECT n FROM things, metrics: []}
        """), over: try Self.session(server))
    #expect(found.count == 6)
    for name in ["wrong", "slow", "writes", "two"] {
      #expect(found[name]?.text == "")
      #expect(found[name]?.failure?.hasPrefix("query '\(name)': ") == true)
    }
    #expect(found["wrong"]?.failure?.contains("column \"nonsense\" does not exist") == true)
    #expect(found["slow"]?.failure?.contains("statement timeout") == true)
    #expect(found["writes"]?.failure?.contains("read-only") == true)
    #expect(
      found["large"].map { samples($0.text) }
        == ["large_n{l=\"1\"} 1", "large_n{l=\"2\"} 2", "large_n{l=\"3\"} 3"])
    #expect(found["large"]?.truncated == 997)
    #expect(found["good"].map { samples($0.text) } == ["good_n 1"])
    #expect(try server.run("SELECT count(*) FROM things") == "1")
  }

  @Test func votesAreCountedAndTheAgeOfTheNewestIsKept() throws {
    let server = try PostgresServer(
      initialisation: "CREATE TABLE votes (id text PRIMARY KEY, vote text)",
      "CREATE ROLE exporter LOGIN", "GRANT pg_monitor TO exporter",
      "GRANT SELECT ON votes TO exporter")
    let yaml = try String(contentsOfFile: "deploy/postgres/votes.yml", encoding: .utf8)
    let queries = try Self.queries(yaml)
    let session = try Self.session(server, user: "exporter")
    func read() throws -> [String: Double] {
      let found = try Self.read(queries, over: session)
      #expect(found.values.compactMap(\.failure) == [])
      let lines = samples(found["votes"]?.text ?? "")
      return Dictionary(
        uniqueKeysWithValues: lines.compactMap { line in
          let parts = line.split(separator: " ")
          // A label without a value is none.
          return Double(parts[1]).map { (String(parts[0].replacing("{vote=\"\"}", with: "")), $0) }
        })
    }
    // The time is what it is; everything else is known.
    func figures(_ read: [String: Double]) -> [String: Double] {
      read.filter { $0.key != "votes_cast_newest_age_seconds" }
    }

    #expect(figures(try read()) == ["votes_cast_count": 0, "votes_cast_newest_change_seen": 0])
    try server.run("INSERT INTO votes VALUES ('1', 'a'), ('2', 'b'), ('3', 'a')")
    try wait(seconds: 20, for: "the votes") {
      try figures(read())
        == [
          "votes_count{vote=\"a\"}": 2, "votes_count{vote=\"b\"}": 1, "votes_cast_count": 3,
          "votes_cast_newest_change_seen": 1,
        ]
    }
    let before = try #require(try read()["votes_cast_newest_age_seconds"])
    Thread.sleep(forTimeInterval: 1.2)
    let after = try #require(try read()["votes_cast_newest_age_seconds"])
    #expect(after >= before + 1.2)

    // Who changes their mind makes no vote more, but a newer one.
    try server.run("UPDATE votes SET vote = 'b' WHERE id = '1'")
    try wait(seconds: 20, for: "the change") {
      let now = try read()
      return now["votes_count{vote=\"b\"}"] == 2
        && now["votes_cast_newest_age_seconds"].map { $0 < 1.2 } == true
    }
    #expect(try read()["votes_cast_count"] == 3)

    // A worker that gets nothing committed does not look alive.
    Thread.sleep(forTimeInterval: 1.2)
    try server.run("BEGIN; INSERT INTO votes VALUES ('9', 'a'); ROLLBACK")
    try server.run("SELECT pg_stat_reset()")
    #expect(try #require(try read()["votes_cast_newest_age_seconds"]) >= 1.2)
  }

  private static let debian = "/usr/share/doc/prometheus-postgres-exporter/examples/queries.yaml"

  /// Its `pg_stat_statements` reads a column that servers have no more since version 13.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: debian)))
  func ofDebiansExampleOnlyTheQueryForOldServersFails() throws {
    let server = try PostgresServer(
      statements: true, initialisation: "CREATE TABLE things AS SELECT 1 AS n")
    let yaml = try String(contentsOfFile: Self.debian, encoding: .utf8)
    let session = try Self.session(server)
    // An idle session of someone else's.
    let idle = try server.session()
    defer { withExtendedLifetime(idle) {} }
    let found = try Self.read(Self.queries(yaml), over: session)
    let failures = found.compactMapValues(\.failure)
    #expect(failures.keys.sorted() == ["pg_stat_statements"])
    #expect(
      failures["pg_stat_statements"]?.contains("column \"total_time\" does not exist") == true)
    #expect(found["pg_replication"].map { samples($0.text) } == ["pg_replication_lag 0"])
    for (name, part) in [
      "pg_postmaster": "pg_postmaster_start_time_seconds 1",
      "pg_stat_user_tables":
        "pg_stat_user_tables_last_vacuum{datname=\"postgres\",schemaname=\"public\",relname=\"things\"} 0\n",
      "pg_statio_user_tables": "# TYPE pg_statio_user_tables_heap_blks_read counter\n",
      "pg_process_idle": "pg_process_idle_seconds_bucket{application_name=",
    ] {
      #expect(found[name]?.text.contains(part) == true, "\(found[name]?.text ?? name)")
    }
  }
}
