import Foundation
import TestSupport
import Testing

/// A server on which somebody holds a lock that nothing goes with.
@Suite(.serialized, PostgresServer.requirement.trait) struct LockedServerTests {
  private let server: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    server = try FaultBench.server(
      "CREATE TABLE choices (id int PRIMARY KEY, name text)", "INSERT INTO votes VALUES (1, 'a')")
  }

  @Test func aLockOnTheCatalogOfDatabasesCostsOnlyWhoReadsIt() throws {
    let bench = try FaultBench(server)
    let before = try bench.scrape()
    #expect(before.failed == [])
    try locking("pg_database") {
      let page = try bench.scrape()
      #expect(page.isUp)
      #expect(page["pg_exporter_last_scrape_error"] == "1")
      #expect(page.failed.contains("database"))
      #expect(page.failed.contains("locks"))
      #expect(page.failed.contains("stat_activity"))
      #expect(page.lines("pg_database_size_bytes") == [])
      #expect(page.lines("pg_locks_count") == [])
      for untouched in ["settings", "stat_bgwriter", "static", "roles", "wal", "stat_user_tables"] {
        #expect(page.succeeded.contains(untouched))
      }
      #expect(
        page.family(prefix: "pg_settings_").count == before.family(prefix: "pg_settings_").count)
      #expect(try bench.scrape().failed == page.failed)
      #expect(
        bench.told("collector failed").count == page.failed.count, "\(bench.told("collector"))")
    }
    let after = try bench.recover()
    #expect(after.lines("pg_locks_count").count == before.lines("pg_locks_count").count)
    #expect(after["pg_exporter_connects_total"] == "1")
    #expect(try FaultBench.connections(server) == 1)
    #expect(bench.told("server is down") == [])
    #expect(
      bench.told("collector works again").count == bench.told("collector failed").count)
  }

  @Test func aLockThatStopsTheWayInHoldsOneConnection() throws {
    let bench = try FaultBench(server)
    try locking("pg_database", "pg_authid") {
      let page = try bench.scrape()
      #expect(page["pg_up"] == "0")
      #expect(page.fromServer == [])
      try bench.doesNotGrow(times: 20) { try bench.scrape(timeout: 0.05) }
      #expect(bench.told("server is down").count == 1)
      // Who is on the way in is in no view yet, but says so in the title of its process.
      let waiting = server.pids.filter { pid in
        let title = try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)
        return title?.contains("vigie postgres") == true
      }
      #expect(waiting.count == 1)
    }
    try bench.recover()
    #expect(try FaultBench.connections(server) <= 2)
  }

  @Test func aLockedTableHasItsCountersAndTheOthersTheirSizesToo() throws {
    // Sizes that were kept from before would hide the lock.
    let bench = try FaultBench(server, "--collector.stat_user_tables.size-max-age=0s")
    let before = try bench.scrape()
    let labels = { (table: String) in
      #"{datname="postgres",schemaname="public",relname="\#(table)"}"#
    }
    #expect(before["pg_stat_user_tables_table_size_bytes\(labels("votes"))"] == "16384")
    try locking("votes") {
      try bench.doesNotGrow(times: 20) {
        let page = try bench.scrape()
        #expect(page.isUp)
        #expect(page.failed == [])
        #expect(page["pg_stat_user_tables_n_tup_ins\(labels("votes"))"] == "1")
        #expect(page["pg_stat_user_tables_table_size_bytes\(labels("votes"))"] == nil)
        #expect(page["pg_stat_user_tables_index_size_bytes\(labels("votes"))"] == nil)
        #expect(page["pg_stat_user_tables_table_size_bytes\(labels("choices"))"] == "8192")
      }
      #expect(bench.told("level=error") == [])
    }
    let after = try bench.scrape()
    #expect(after["pg_stat_user_tables_table_size_bytes\(labels("votes"))"] == "16384")
    #expect(after["pg_exporter_connects_total"] == "1")
  }

  /// Holds the tables while `body` runs. (A session that waits for a lock on `pg_database` could not
  /// be ended by its name.)
  private func locking(_ tables: String..., while body: () throws -> Void) throws {
    let holder = try server.hold(
      "BEGIN; LOCK TABLE \(tables.joined(separator: ", ")) IN ACCESS EXCLUSIVE MODE")
    let result = Result { try body() }
    try holder.run("ROLLBACK")
    try result.get()
  }
}
