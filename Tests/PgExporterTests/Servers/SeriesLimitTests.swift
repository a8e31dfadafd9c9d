import Shared
import TestSupport
import Testing

@testable import PgExporter

/// What is left out of too many series, and how many they are said to be.
@Suite(PostgresServer.requirement.trait) struct SeriesLimitTests {
  private let server: PostgresServer
  private let truncated = #"pg_scrape_collector_truncated{collector="stat_user_tables"}"#

  init() throws {
    try PostgresServer.requirement.check()
    server = try PostgresServer()
  }

  private func makeTables(_ count: Int, in database: String = "postgres") throws {
    try server.run(
      """
      DO $$ BEGIN FOR n IN 1..\(count) LOOP EXECUTE format('CREATE TABLE t%s (n int)', n);
      END LOOP; END $$
      """, database: database)
  }

  private func tables(_ age: String) throws -> StatUserTablesCollector {
    StatUserTablesCollector(
      try StatUserTablesOptions.parse(["--collector.stat_user_tables.size-max-age=\(age)"]))
  }

  @Test(arguments: ["0s", "1h"]) func areCountedOnceItIsKnownThatThereAreTooMany(
    age: String
  ) throws {
    try makeTables(40)
    let bench = try ServerBench(server, [tables(age)], ServerRules(seriesLimit: 60))
    let first = try #require(try bench.scrape()[truncated].flatMap { Int($0) })
    #expect(first > 0)
    let number = try #require(Int(try server.run("SHOW server_version_num")))
    let version = ServerVersion(number: number)
    let perTable =
      StatUserTablesCollector.counters.columns.count { $0.exists(on: version) }
      + TableSizes.columns.count
    let left = (40 - 60 / perTable) * perTable
    for _ in 0..<3 {
      let page = try bench.scrape()
      #expect(page[truncated] == "\(left)")
      #expect(page.lines("pg_stat_user_tables_n_live_tup").count == 60 / perTable)
    }
    #expect(first < left)
    // The counting ends with the reason for it.
    for number in 2...40 { try server.run("DROP TABLE t\(number)") }
    try waitUntil { (try? bench.scrape().lines("pg_stat_user_tables_n_live_tup").count) == 1 }
    _ = try bench.scrape()
    if age == "0s" { #expect(try bench.scrape()[truncated] == "0") }
  }

  @Test func theLimitIsThatOfAllDatabasesTogether() throws {
    let collector = Marker(
      name: "many", sql: "SELECT n::text, n FROM generate_series(1, 40) AS n", isPerDatabase: true)
    for name in ["a", "b", "c"] { try server.run("CREATE DATABASE \(name)") }
    let bench = try ServerBench(
      server, [collector], ServerRules(seriesLimit: 100, databases: DatabaseRule()))
    for _ in 0..<2 {
      let page = try bench.scrape()
      #expect(page.lines("pg_many").count == 80)
      #expect(page[#"pg_scrape_collector_truncated{collector="many"}"#] == "80")
      #expect(page.outcomes == [.wrote])
    }
    let roomy = try ServerBench(
      server, [collector], ServerRules(seriesLimit: 160, databases: DatabaseRule())
    ).scrape()
    #expect(roomy.lines("pg_many").count == 160)
    #expect(roomy[#"pg_scrape_collector_truncated{collector="many"}"#] == "0")
  }

  @Test func seriesOfVisitedDatabasesAreCountedWhenTheyAreReadAgain() throws {
    try server.run("CREATE DATABASE a")
    try makeTables(40, in: "a")
    let bench = try ServerBench(
      server, [tables("0s")],
      ServerRules(
        seriesLimit: 60, databases: DatabaseRule(maxAge: .milliseconds(50))))
    _ = try bench.scrape()
    try waitUntil {
      (try? bench.scrape()[truncated]).flatMap { $0 }.flatMap { Int($0) } ?? 0 > 38 * 10
    }
  }
}
