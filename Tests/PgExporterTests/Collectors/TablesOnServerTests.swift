import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait) struct TablesOnServerTests {
  private let server: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    server = try PostgresServer(
      initialisation: "CREATE TABLE free (id int PRIMARY KEY, text text)",
      "INSERT INTO free SELECT i, repeat('x', 100) FROM generate_series(1, 1000) i",
      "CREATE TABLE parent (id int) PARTITION BY RANGE (id)")
  }

  private func bench(_ collectors: any PgCollector...) throws -> ServerBench {
    try ServerBench(server, collectors)
  }

  private func tables() throws -> StatUserTablesCollector {
    StatUserTablesCollector(
      try StatUserTablesOptions.parse(["--collector.stat_user_tables.size-max-age=0s"]))
  }

  /// The tables that have a series of a family.
  private func tables(_ page: ScrapedPage, _ family: String) -> [String] {
    page.lines(family).compactMap { line in
      line.split(separator: #",relname=""#).last?.split(separator: "\"").first.map(String.init)
    }.sorted()
  }

  @Test func sizesAreThoseThatTheServerTells() throws {
    let page = try bench(tables()).scrape()
    let labels = #"{datname="postgres",schemaname="public",relname="free"}"#
    #expect(
      page["pg_stat_user_tables_table_size_bytes" + labels]
        == (try server.run("SELECT pg_table_size('free')")))
    #expect(
      page["pg_stat_user_tables_index_size_bytes" + labels]
        == (try server.run("SELECT pg_indexes_size('free')")))
    // What is only divided into others takes no space.
    #expect(tables(page, "pg_stat_user_tables_table_size_bytes") == ["free"])
  }

  @Test func aLockedTableHasCountersButNoSizesAndKeepsNobodyWaiting() throws {
    for name in ["busy", "indexed", "wanted"] {
      try server.run("CREATE TABLE \(name) (id int PRIMARY KEY, text text)")
    }
    let toast = try server.run(
      "SELECT reltoastrelid::regclass FROM pg_class WHERE oid = 'free'::regclass")
    let held = [
      try server.hold("BEGIN; LOCK TABLE busy IN ACCESS EXCLUSIVE MODE"),
      try server.hold("BEGIN; REINDEX INDEX indexed_pkey"),
      try server.hold("BEGIN; SELECT 1 FROM wanted"),
    ]
    let waiting = try server.session()
    try waiting.begin("BEGIN; LOCK TABLE wanted IN ACCESS EXCLUSIVE MODE")
    try waitUntil {
      (try? server.run("SELECT count(*) FROM pg_locks WHERE NOT granted")) == "1"
    }
    let bench = try bench(tables())
    let start = ContinuousClock.now
    let page = try bench.scrape()
    #expect(start.duration(to: .now) < .seconds(5))
    #expect(page.outcomes == [.wrote])
    #expect(
      tables(page, "pg_stat_user_tables_n_live_tup")
        == ["busy", "free", "indexed", "parent", "wanted"])
    #expect(tables(page, "pg_stat_user_tables_table_size_bytes") == ["free"])

    let reindexed = try server.hold("BEGIN; REINDEX TABLE \(toast)")
    #expect(tables(try bench.scrape(), "pg_stat_user_tables_table_size_bytes") == [])
    withExtendedLifetime((held, waiting, reindexed)) {}
  }

  @Test func ofTooManyTheBusiestAndTheBiggestAreServed() throws {
    try server.run("CREATE TABLE idle (id int)")
    try server.run("VACUUM ANALYZE free")
    var rules = ServerRules()
    // A table has 22 series on version 15, and 29 on 18.
    rules.seriesLimit = 30
    let page = try ServerBench(server, [tables()], rules).scrape()
    #expect(page.outcomes == [.wrote])
    #expect(tables(page, "pg_stat_user_tables_n_live_tup") == ["free"])
    #expect(tables(page, "pg_stat_user_tables_table_size_bytes") == ["free"])
  }

  @Test func theRestOfTheCollectorsOfTablesAnswers() throws {
    try server.run("SELECT * FROM free WHERE id = 5")
    let page = try bench(
      StatioUserTablesCollector(), StatioUserIndexesCollector(), StatUserIndexesCollector()
    ).scrape()
    #expect(page.outcomes == [.wrote, .wrote, .wrote])
    #expect(tables(page, "pg_statio_user_tables_toast_blocks_hit") == ["free"])
    #expect(tables(page, "pg_statio_user_indexes_idx_blks_hit_total") == ["free"])
    #expect(tables(page, "pg_stat_user_indexes_idx_scan_total") == ["free"])
  }
}
