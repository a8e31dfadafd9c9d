import Foundation
import TestSupport
import Testing

/// A server on which everything goes on at once that a collector could tell of: it is archived,
/// streamed to a standby, vacuumed by hand and by itself, and sessions wait on it.
struct ReferenceStage {
  private static let off = [
    "buffercache_summary", "database_wraparound", "long_running_transactions", "postmaster",
    "process_idle", "stat_activity_autovacuum", "stat_statements", "stat_user_indexes",
    "stat_wal_receiver", "statio_user_indexes", "xlog_location",
  ]

  private let server: PostgresServer
  private let standby: PostgresServer
  private let queries: TemporaryFolder
  private let benches: [FaultBench]
  private let sessions: [PostgresServer.Session]

  init() throws {
    server = try PostgresServer(
      settings: [
        "wal_level": "logical", "archive_mode": "on", "archive_command": "true",
        "max_slot_wal_keep_size": "1GB", "autovacuum_naptime": "1s",
      ], statements: true)
    try server.session().run(
      """
      CREATE ROLE vigie LOGIN PASSWORD '\(FaultBench.secret)';
      GRANT pg_monitor TO vigie;
      CREATE EXTENSION pg_buffercache;
      CREATE TABLE votes (id int PRIMARY KEY, vote text);
      INSERT INTO votes SELECT n, repeat('a', 3000) FROM generate_series(1, 100) n;
      CREATE TABLE quick (id int PRIMARY KEY)
        WITH (autovacuum_vacuum_threshold = 1, autovacuum_analyze_threshold = 1);
      CREATE TABLE slow (id int PRIMARY KEY, vote text) WITH (
        autovacuum_vacuum_threshold = 1, autovacuum_vacuum_cost_delay = 100,
        autovacuum_vacuum_cost_limit = 1);
      INSERT INTO slow SELECT n, repeat('a', 1000) FROM generate_series(1, 10000) n;
      INSERT INTO quick SELECT generate_series(1, 1000);
      UPDATE slow SET vote = 'b';
      DELETE FROM quick;
      VACUUM ANALYZE votes;
      SELECT pg_create_logical_replication_slot('changes', 'pgoutput');
      SELECT pg_stat_reset();
      SELECT pg_switch_wal()
      """)
    // The statistics were reset: this counts.
    try server.run("SELECT count(*) FROM votes WHERE id > 5")
    try server.session().run(
      "VACUUM ANALYZE votes; INSERT INTO quick SELECT generate_series(1, 1000); DELETE FROM quick")
    // repmgr's name, which tells the node.
    standby = try PostgresServer(standbyOf: server, slot: "repmgr_slot_2")
    let vacuum = try server.session()
    try vacuum.run("SET vacuum_cost_delay = 100; SET vacuum_cost_limit = 1")
    try vacuum.begin("VACUUM votes")
    let idle = try server.hold("BEGIN; SELECT 1")
    sessions = [vacuum, idle]
    queries = try TemporaryFolder([
      "queries.yml":
        "votes: {query: SELECT 1 AS one, metrics: [{one: {usage: GAUGE, description: One.}}]}\n"
    ])
    let flags =
      Self.off.map { "--collector.\($0)" } + [
        "--collector.stat_statements.include_query",
        "--extend.query-path=\(queries.path)/queries.yml",
      ]
    benches = try [server, standby].map {
      try FaultBench($0.dataSource(user: "vigie", password: FaultBench.secret), flags: flags)
    }
    try wait(seconds: 30, for: "autovacuum and the archiver") {
      try server.run(
        """
        SELECT (SELECT last_autovacuum IS NOT NULL AND last_autoanalyze IS NOT NULL
              FROM pg_stat_user_tables WHERE relname = 'quick')
          AND (SELECT archived_count > 0 FROM pg_stat_archiver)
          AND EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE 'autovacuum: % public.slow%')
        """) == "t"
    }
    // A receiver knows no position of the primary's before it has had its first message.
    try wait(seconds: 30, for: "the standby's receiver") {
      try standby.run(
        "SELECT count(*) FROM pg_stat_wal_receiver WHERE latest_end_lsn IS NOT NULL") == "1"
    }
  }

  /// What is served of the server and of its standby.
  func pages() throws -> [MetricsPage] {
    try benches.map { bench in
      let page = try bench.scrape(timeout: 10)
      #expect(page.isUp)
      // What somebody asks for and the server cannot have.
      #expect(page.unsuccessful == ["buffercache_summary"], "\(bench.log)")
      return page
    }
  }
}
