import Foundation
import TestSupport
import Testing

/// A server with many databases, one of them with many tables.
///
/// 25 databases and 200 tables; with `VIGIE_FULL` in the environment 105 databases and 1000 tables.
@Suite(.serialized, PostgresServer.requirement.trait) struct ManyDatabasesTests {
  private static let isFull = ProcessInfo.processInfo.environment["VIGIE_FULL"] != nil
  private static let databases = isFull ? 105 : 25
  private static let tables = isFull ? 1000 : 200
  /// A program that is built for debugging takes its time for a page of 30000 series.
  private static let timeout = isFull ? 10.0 : FaultBench.timeout

  private let server: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    server = try FaultBench.server("CREATE DATABASE small")
    try server.run("CREATE TABLE votes (id int)", database: "small")
    let session = try server.session()
    try session.run(
      "SELECT format('CREATE DATABASE d%s TEMPLATE small', n) "
        + "FROM generate_series(1, \(Self.databases - 2)) n \\gexec")
    try server.session(database: "d1").run(
      "SELECT format('CREATE TABLE t%s (id int PRIMARY KEY, vote text)', n) "
        + "FROM generate_series(1, \(Self.tables)) n \\gexec")
  }

  /// The databases whose tables are on a page.
  private func names(_ page: MetricsPage) -> Set<Substring> {
    Set(page.lines("pg_stat_user_tables_n_tup_ins").map { $0.split(separator: "\"")[1] })
  }

  @Test func everyDatabaseIsReadOverNeverMoreThanTwoConnections() throws {
    let sampler = try server.sampleConnections()
    let bench = try FaultBench(
      server, "--auto-discover-databases", "--auto-discover-databases.max-age=1s")
    var page = MetricsPage("", .pg)
    try wait(seconds: 60, for: "every database to be read") {
      page = try bench.scrape(timeout: Self.timeout)
      #expect(page.isUp)
      #expect(page.failed == [])
      return page[#"pg_exporter_databases{state="unread"}"#] == "0"
    }
    // Beside the connected one, which is among them.
    #expect(page[#"pg_exporter_databases{state="read"}"#] == "\(Self.databases - 1)")
    #expect(page.lines("pg_exporter_database_age_seconds").count == Self.databases - 1)
    #expect(names(page).count == Self.databases)
    #expect(
      page.lines("pg_stat_user_tables_table_size_bytes").count { $0.contains(#"datname="d1","#) }
        == Self.tables + 1)
    #expect(page.lines("pg_database_size_bytes").count == Self.databases + 2)
    #expect(page.lines("pg_scrape_collector_truncated").allSatisfy { $0.hasSuffix(" 0") })

    // What is written somewhere is on the page in the end, and its age says since when.
    try server.run("INSERT INTO votes VALUES (1)", database: "d7")
    try wait(seconds: 60, for: "the new vote") {
      try bench.scrape(timeout: Self.timeout)[
        #"pg_stat_user_tables_n_tup_ins{datname="d7",schemaname="public",relname="votes"}"#] == "1"
    }
    try server.run("DROP DATABASE d2 WITH (FORCE)")
    let after = try bench.scrape(timeout: Self.timeout)
    #expect(!names(after).contains("d2"))
    #expect(after[#"pg_exporter_database_age_seconds{datname="d2"}"#] == nil)
    // A page of 35000 series is 4 MB, while it is made; those of 200 tables hardly count.
    try bench.doesNotGrow(times: 20, warmUp: 40, slack: Self.isFull ? 4096 : 1024) {
      try bench.scrape(timeout: Self.timeout)
    }
    #expect(try sampler.most == 2)
    #expect(bench.told("level=error") == [])
  }

  @Test func aDatabaseThatRefusesIsNamedAndTheOthersAreRead() throws {
    try server.run("ALTER DATABASE d3 CONNECTION LIMIT 0")
    let bench = try FaultBench(
      server, "--auto-discover-databases", "--auto-discover-databases.max-age=1s")
    var page = MetricsPage("", .pg)
    try wait(seconds: 60, for: "every database to be tried") {
      page = try bench.scrape(timeout: Self.timeout)
      return page[#"pg_exporter_databases{state="unread"}"#] == "0"
    }
    #expect(page.isUp)
    #expect(page[#"pg_exporter_database_up{datname="d3"}"#] == "0")
    #expect(page[#"pg_exporter_databases{state="down"}"#] == "1")
    #expect(names(page).count == Self.databases - 1)
    #expect(bench.told("database left out").count == 1)
    try server.run("ALTER DATABASE d3 CONNECTION LIMIT -1")
    try wait(seconds: 60, for: "the database to be read") {
      try bench.scrape(timeout: Self.timeout)[#"pg_exporter_database_up{datname="d3"}"#] == "1"
    }
    #expect(bench.told("database is read again").count == 1)
  }
}
