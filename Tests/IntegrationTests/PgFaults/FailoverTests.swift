import Foundation
import TestSupport
import Testing

/// A primary that dies, and its standby that takes over.
@Suite(.serialized, PostgresServer.requirement.trait) struct FailoverTests {
  init() throws { try PostgresServer.requirement.check() }

  @Test func afterAFailoverTheNewPrimaryIsRead() throws {
    let primary = try FaultBench.server()
    let standby = try PostgresServer(
      standbyOf: primary, settings: ["wal_retrieve_retry_interval": "200ms"])
    let both = [primary, standby]
    let bench = try FaultBench(
      "host=\(both.map(\.socketFolder).joined(separator: ",")) port=5432,5432 dbname=postgres "
        + "user=vigie password=\(FaultBench.secret) target_session_attrs=read-write")
    let replica = try FaultBench(standby)
    try wait(seconds: 60, for: "the standby to say how far it is") {
      try primary.run("SELECT replay_lsn IS NOT NULL FROM pg_stat_replication") == "t"
    }
    let before = try bench.scrape()
    #expect(before.isUp)
    #expect(before.failed == [])
    #expect(before["pg_replication_is_replica"] == "0")
    #expect(before.lines("pg_stat_replication_replay_lag_bytes").count == 1)
    #expect(try FaultBench.connections(primary) == 1)
    let linked = try replica.scrape()
    #expect(linked["pg_replication_is_replica"] == "1")
    #expect(linked["pg_replication_receiver_connected"] == "1")

    try primary.stop(.immediate)
    for _ in 0..<2 {
      let page = try bench.scrape()
      #expect(page["pg_up"] == "0")
      #expect(page.fromServer == [])
    }
    try wait(seconds: 20, for: "the standby to notice") {
      try replica.scrape()["pg_replication_receiver_connected"] == "0"
    }
    #expect(try replica.scrape()["pg_replication_is_replica"] == "1")

    try standby.promote()
    let after = try bench.recover()
    #expect(after["pg_replication_is_replica"] == "0")
    #expect(after.lines("pg_stat_replication_replay_lag_bytes") == [])
    #expect(after.succeeded == before.succeeded)
    // One of each exporter.
    #expect(try FaultBench.connections(standby) == 2)
    #expect(bench.told("server answers again").count == 1)
    let promoted = try replica.scrape()
    #expect(promoted["pg_replication_is_replica"] == "0")
    #expect(promoted["pg_exporter_connects_total"] == "1")
    try bench.doesNotGrow { try bench.scrape() }
  }
}
