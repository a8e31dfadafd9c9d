import Foundation
import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait) struct DatabaseWatchTests {
  private let server: PostgresServer
  private let tables = Marker(
    name: "tables", sql: "SELECT relname, n_tup_ins FROM pg_stat_user_tables", isPerDatabase: true)

  init() throws {
    try PostgresServer.requirement.check()
    server = try PostgresServer()
    // The server itself refuses a third connection.
    try server.run("CREATE ROLE watcher LOGIN CONNECTION LIMIT 2")
  }

  private func make(_ databases: String...) throws {
    for name in databases {
      try server.run("CREATE DATABASE \(name)")
      try server.run("CREATE TABLE t_\(name) (n int)", database: name)
    }
  }

  private func bench(
    _ rule: DatabaseRule = DatabaseRule(), _ collectors: [any PgCollector]? = nil
  ) throws -> ServerBench {
    try ServerBench(
      server, user: "watcher", collectors ?? [Marker(), tables], ServerRules(databases: rule))
  }

  @Test func everyDatabaseIsReadOverTwoConnectionsInTheFirstScrape() throws {
    try make("a", "b", "c", "d", "e", "f")
    let bench = try bench()
    let page = try bench.scrape()
    #expect(
      page.lines("pg_tables")
        == ["a", "b", "c", "d", "e", "f"].map {
          #"pg_tables{row="t_\#($0)",datname="\#($0)"} 0"#
        })
    #expect(page.lines("pg_marker") == [#"pg_marker{row="here",datname="postgres"} 1"#])
    #expect(page[#"pg_exporter_databases{state="read"}"#] == "6")
    #expect(page[#"pg_exporter_databases{state="unread"}"#] == "0")
    #expect(page.lines("pg_exporter_database_age_seconds").count == 6)
    #expect(page.lines("pg_exporter_connection_failures_total").allSatisfy { $0.hasSuffix(" 0") })
    #expect(page["pg_exporter_connects_total"] == "7")
    let again = try bench.scrape()
    #expect(again["pg_exporter_connects_total"] == "7")
    #expect(again.lines("pg_tables") == page.lines("pg_tables"))
    #expect(again["pg_exporter_connections"] == "1")
  }

  @Test func whatWasWrittenToIsReadAgain() throws {
    try make("a", "b")
    let bench = try bench(DatabaseRule(maxAge: .milliseconds(500)))
    _ = try bench.scrape()
    try server.run("INSERT INTO t_a VALUES (1)", database: "a")
    try waitUntil { (try? bench.scrape()[#"pg_tables{row="t_a",datname="a"}"#]) == "1" }
  }

  @Test func listsSayWhichDatabasesAreRead() throws {
    try make("a", "b", "c")
    let page = try bench(DatabaseRule(included: ["a", "b"], excluded: ["b"])).scrape()
    #expect(page.lines("pg_tables") == [#"pg_tables{row="t_a",datname="a"} 0"#])
  }

  @Test func aDroppedDatabaseIsGoneWithTheNextScrape() throws {
    try make("a", "b")
    let bench = try bench()
    #expect(try bench.scrape().lines("pg_tables").count == 2)
    try server.run("DROP DATABASE a")
    let page = try bench.scrape()
    #expect(page.lines("pg_tables") == [#"pg_tables{row="t_b",datname="b"} 0"#])
    #expect(page.lines("pg_exporter_database_up") == [#"pg_exporter_database_up{datname="b"} 1"#])
  }

  @Test func aDatabaseThatTakesNobodyCostsOnlyItself() throws {
    try make("a", "busy", "z")
    try server.run("ALTER DATABASE busy CONNECTION LIMIT 0")
    let bench = try bench()
    _ = try bench.scrape()
    let page = try bench.scrape()
    #expect(
      page.lines("pg_exporter_database_up") == [
        #"pg_exporter_database_up{datname="a"} 1"#, #"pg_exporter_database_up{datname="z"} 1"#,
        #"pg_exporter_database_up{datname="busy"} 0"#,
      ])
    #expect(page.lines("pg_tables").count == 2)
    #expect(page.outcomes == [.wrote, .wrote])
    #expect(bench.log.lines.filter { $0.contains("database=busy") }.count == 1)
  }

  @Test func aCollectorThatFailsInOneDatabaseSaysWhere() throws {
    try make("a")
    let broken = Marker(
      name: "broken", sql: "SELECT 'x', 1 / (CASE current_database() WHEN 'a' THEN 0 ELSE 1 END)",
      isPerDatabase: true)
    let page = try bench(DatabaseRule(), [broken]).scrape()
    #expect(page.lines("pg_broken") == [#"pg_broken{row="x",datname="postgres"} 1"#])
    guard case .failed(let reason) = page.outcomes[0] else {
      Issue.record("it did not fail")
      return
    }
    #expect(reason.hasPrefix("database a: "))
  }

  @Test func theDatabaseAtWhichTheTimeEndsIsNotToBlame() throws {
    try make("a", "b", "c")
    let slow = Marker(
      name: "slow",
      sql: "SELECT 'x', CASE current_database() WHEN 'postgres' THEN 1 ELSE "
        + "length(pg_sleep(0.3)::text) + 1 END",
      isPerDatabase: true)
    let bench = try bench(DatabaseRule(), [slow])
    // A second is for the databases.
    let page = try bench.scrape(within: .seconds(4))
    #expect(page[#"pg_exporter_databases{state="down"}"#] == "0")
    #expect(page[#"pg_exporter_databases{state="unread"}"#] != "0")
    #expect(try bench.scrape()[#"pg_exporter_databases{state="read"}"#] == "3")
    #expect(bench.log.lines == [])
  }

  @Test func aDatabaseThatLetsNobodyInHoldsOneConnectionUntilItDoes() throws {
    try make("a", "stuck")
    // Once it has lingered for long, the others are read beside it.
    try server.run("ALTER ROLE watcher CONNECTION LIMIT 3")
    let before = try backends()
    let lock = try server.hold(
      "BEGIN; LOCK TABLE pg_class", database: "stuck")
    let bench = try bench(DatabaseRule(maxAge: .milliseconds(400)))
    let failures = #"pg_exporter_connection_failures_total{reason="timeout"}"#
    try waitUntil { (try? bench.scrape(within: .seconds(4))[failures]) == "3" }
    let page = try bench.scrape(within: .seconds(4))
    #expect(page["pg_up"] == "1")
    #expect(page.lines("pg_tables").count == 1)
    #expect(page[#"pg_exporter_database_up{datname="stuck"}"#] == "0")
    // The kept one, the lock's and the stuck one.
    #expect(try backends() <= before + 3)
    try server.run("INSERT INTO t_a VALUES (1)", database: "a")
    try waitUntil {
      (try? bench.scrape(within: .seconds(4))[#"pg_tables{row="t_a",datname="a"}"#]) == "1"
    }
    #expect(
      page.lines("pg_exporter_connection_failures_total").filter { $0.hasSuffix(" 0") }.count == 7)
    try lock.run("ROLLBACK")
    try waitUntil {
      (try? bench.scrape()[#"pg_exporter_database_up{datname="stuck"}"#]) == "1"
    }
  }

  @Test func aScrapeInAHurryDoesNotCutTheVisitsOfALongOne() throws {
    try make("a", "b", "c", "d", "e")
    let slow = Marker(
      name: "slow",
      sql: "SELECT 'x', CASE current_database() WHEN 'postgres' THEN 1 ELSE "
        + "length(pg_sleep(0.5)::text) + 1 END",
      isPerDatabase: true)
    let bench = try bench(DatabaseRule(), [slow, tables])
    let page = Monitor<ScrapedPage?>(nil)
    try Thread.detach {
      let long = try? bench.scrape(within: .seconds(40))
      page.update { $0 = long }
    }
    try waitUntil {
      let hurried = try? bench.scrape(.only(["slow"]), within: .seconds(1))
      return hurried?[#"pg_exporter_databases{state="read"}"#] ?? "0" != "0"
    }
    let long = page.wait(until: Deadline(in: .seconds(60))) { $0 }
    #expect(long?[#"pg_exporter_databases{state="read"}"#] == "5")
  }

  /// Processes that serve a connection, those included that are not let in yet.
  private func backends() throws -> Int {
    server.pids.filter { pid in
      let title = (try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)) ?? ""
      return title.contains("[local]")
    }.count
  }

  @Test func nothingIsServedOfDatabasesWhoseServerIsDown() throws {
    try make("a")
    let bench = try bench()
    #expect(try bench.scrape().lines("pg_tables").count == 1)
    try server.stop()
    let page = try bench.scrape()
    #expect(page.lines("pg_tables") == [])
    #expect(page.lines("pg_exporter_database_up") == [])
  }

  @Test func whoAsksForNothingThatConcernsDatabasesVisitsNone() throws {
    try make("a")
    let bench = try bench()
    let page = try bench.scrape(.only(["marker"]))
    #expect(page["pg_exporter_connects_total"] == "1")
    #expect(page.lines("pg_exporter_databases") == [])
  }
}
