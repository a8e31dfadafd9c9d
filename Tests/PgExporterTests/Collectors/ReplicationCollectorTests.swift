import Foundation
import TestSupport
import Testing

@testable import PgExporter

@Suite struct ReplicationCollectorTests {
  @Test func aReplicaTellsOfItsLagAndItsLink() throws {
    let text = try exposition(
      of: ReplicationCollector(), .version(15),
      [.made([["2.5", "t", "9", "4096", "t", "0.25", nil]])])
    #expect(
      samples(text) == [
        "pg_replication_lag_seconds 2.5", "pg_replication_is_replica 1",
        "pg_replication_last_replay_seconds 9", "pg_replication_unreplayed_bytes 4096",
        "pg_replication_receiver_connected 1", "pg_replication_receiver_last_message_seconds 0.25",
      ])
  }

  @Test func whatAReplicaDoesNotKnowIsAbsent() throws {
    let text = try exposition(
      of: ReplicationCollector(), .version(15), [.made([[nil, "t", nil, nil, "f", nil, nil]])])
    #expect(
      samples(text) == ["pg_replication_is_replica 1", "pg_replication_receiver_connected 0"])
  }
}

@Suite(PostgresServer.requirement.trait) struct ReplicationCollectorServerTests {
  private let primary: PostgresServer
  private let standby: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    primary = try PostgresServer(initialisation: "CREATE TABLE votes (n int)")
    standby = try PostgresServer(
      standbyOf: primary, slot: "repmgr_slot_2",
      settings: ["wal_receiver_timeout": "4s", "wal_retrieve_retry_interval": "200ms"])
  }

  private func caughtUp() throws {
    try wait(seconds: 30, for: "the standby to catch up") {
      let newest = try primary.run("SELECT pg_current_wal_flush_lsn()")
      return try standby.run(
        "SELECT pg_last_wal_replay_lsn() >= '\(newest)' AND status = 'streaming'"
          + " FROM pg_stat_wal_receiver") == "t"
    }
  }

  private func lag(_ reader: CollectorReader) throws -> Double {
    try #require(try reader.values(ReplicationCollector())["pg_replication_lag_seconds"])
  }

  private func isConnected(_ reader: CollectorReader) throws -> Bool {
    try reader.values(ReplicationCollector())["pg_replication_receiver_connected"] == 1
  }

  /// What upstream takes for being up to date.
  private func hasNothingLeftToReplay() throws -> Bool {
    try standby.run("SELECT pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()") == "t"
  }

  @Test func aPrimaryHasNoLag() throws {
    #expect(
      try CollectorReader(primary).samples(ReplicationCollector()) == [
        "pg_replication_lag_seconds 0", "pg_replication_is_replica 0",
        "pg_replication_last_replay_seconds 0",
      ])
  }

  @Test func theLagGrowsWhileTheLinkIsCut() throws {
    let reader = try CollectorReader(standby)
    try primary.run("INSERT INTO votes VALUES (1)")
    try caughtUp()
    let committed = Date()
    // The primary has nothing to say for so long that the standby asks for a sign of life.
    try standby.run("SELECT pg_sleep(5)")
    let before = try reader.values(ReplicationCollector())
    #expect(before["pg_replication_lag_seconds"] == 0)
    #expect(before["pg_replication_is_replica"] == 1)
    #expect(before["pg_replication_receiver_connected"] == 1)
    #expect(before["pg_replication_unreplayed_bytes"] == 0)
    #expect(try #require(before["pg_replication_last_replay_seconds"]) >= 5)

    let conninfo = try standby.run("SHOW primary_conninfo")
    try standby.run("ALTER SYSTEM SET primary_conninfo = 'host=/nowhere'")
    try standby.run("SELECT pg_reload_conf()")
    try wait(seconds: 20, for: "the link to be cut") { try !isConnected(reader) }
    try primary.run("INSERT INTO votes VALUES (2)")
    try standby.run("SELECT pg_sleep(2)")
    let first = try lag(reader)
    try standby.run("SELECT pg_sleep(2)")
    let second = try lag(reader)
    #expect(try hasNothingLeftToReplay())
    #expect(first >= 2 && second >= first + 2)
    // Known to be complete when it was last seen connected, which is later than the newest commit.
    let age = Date().timeIntervalSince(committed)
    #expect(second < age - 1, "\(second) s of lag, \(age) s since the commit")
    // Who has not seen that can only tell of the commit.
    #expect(try lag(CollectorReader(standby)) > second + 1)

    try standby.run("ALTER SYSTEM SET primary_conninfo = '\(conninfo.replacing("'", with: "''"))'")
    try standby.run("SELECT pg_reload_conf()")
    try wait(seconds: 30, for: "the lag to end") { try lag(reader) == 0 }
    #expect(try isConnected(reader))
    #expect(try standby.run("SELECT count(*) FROM votes") == "2")
  }

  @Test func aPrimaryThatFallsSilentIsNotWaitedForForever() throws {
    let reader = try CollectorReader(standby)
    try caughtUp()
    #expect(try lag(reader) == 0)
    // The link looks alive while the sender, which has the slot, does nothing.
    let sender = try #require(Int32(try primary.run("SELECT pid FROM pg_stat_replication")))
    kill(sender, SIGSTOP)
    defer { kill(sender, SIGCONT) }
    var receivers: [String] = []
    try wait(seconds: 30, for: "the lag") {
      receivers.append(try standby.run("SELECT status FROM pg_stat_wal_receiver"))
      return try lag(reader) > 0
    }
    #expect(receivers.contains("streaming"))
    #expect(try lag(reader) >= 3)
    #expect(try !isConnected(reader))
    #expect(try hasNothingLeftToReplay())
    kill(sender, SIGCONT)
    try wait(seconds: 30, for: "the lag to end") { try lag(reader) == 0 }
  }

  @Test func whatIsReceivedAndNotReplayedIsLag() throws {
    let reader = try CollectorReader(standby)
    try caughtUp()
    #expect(try lag(reader) == 0)
    try standby.run("SELECT pg_wal_replay_pause()")
    try primary.run("INSERT INTO votes SELECT generate_series(1, 1000)")
    try wait(seconds: 20, for: "WAL to replay") { try !hasNothingLeftToReplay() }
    try standby.run("SELECT pg_sleep(1)")
    let values = try reader.values(ReplicationCollector())
    #expect(try #require(values["pg_replication_unreplayed_bytes"]) > 1000)
    #expect(try #require(values["pg_replication_lag_seconds"]) >= 1)
    #expect(values["pg_replication_receiver_connected"] == 1)
    try standby.run("SELECT pg_wal_replay_resume()")
    try wait(seconds: 20, for: "the lag to end") { try lag(reader) == 0 }
  }

  @Test func slotsAndSendersAndReceiversAreServed() throws {
    try primary.run("SELECT pg_create_physical_replication_slot('lonely', true)")
    try primary.run("INSERT INTO votes SELECT generate_series(1, 10000)")
    try caughtUp()
    let slots = try CollectorReader(primary).values(ReplicationSlotsCollector())
    for prefix in ["pg_replication_slots_", "pg_replication_slot_"] {
      let lonely = "{slot_name=\"lonely\",slot_type=\"physical\"}"
      #expect(slots["\(prefix)slot_is_active\(lonely)"] == 0)
      #expect(try #require(slots["\(prefix)slot_current_wal_lsn\(lonely)"]) > 10000)
      #expect(slots["\(prefix)slot_confirmed_flush_lsn\(lonely)"] == nil)
      #expect(
        slots[
          "\(prefix)wal_status{slot_name=\"lonely\",slot_type=\"physical\",wal_status=\"reserved\"}"
        ]
          == 1)
    }
    #expect(slots["pg_replication_slots_active{slot_name=\"repmgr_slot_2\",database=\"\"}"] == 1)
    let kept = try #require(
      slots["pg_replication_slots_retained_wal_bytes{slot_name=\"lonely\",slot_type=\"physical\"}"])
    #expect(kept > 100_000)

    try wait(seconds: 20, for: "what the standby reports") {
      try primary.run("SELECT replay_lsn IS NOT NULL FROM pg_stat_replication") == "t"
    }
    let pid = try primary.run("SELECT pid FROM pg_stat_replication")
    let senders = try CollectorReader(primary).values(StatReplicationCollector())
    let labels = """
      {application_name="walreceiver",client_addr="",state="streaming",slot_name="repmgr_slot_2",\
      pid="\(pid)"}
      """
    #expect(try #require(senders["pg_stat_replication_pg_current_wal_lsn_bytes\(labels)"]) > 0)
    for part in ["sent", "write", "flush", "replay"] {
      #expect(senders["pg_stat_replication_\(part)_lag_bytes\(labels)"] != nil)
    }

    let receiver = try CollectorReader(standby).values(StatWalReceiverCollector())
    let host = """
      {upstream_host="\(primary.socketFolder)",slot_name="repmgr_slot_2",status="streaming"}
      """
    #expect(receiver["pg_stat_wal_receiver_received_tli\(host)"] == 1)
    #expect(try #require(receiver["pg_stat_wal_receiver_flushed_lsn\(host)"]) > 100_000)
    #expect(receiver["pg_stat_wal_receiver_upstream_node\(host)"] == 2)
    #expect(try CollectorReader(primary).samples(StatWalReceiverCollector()) == [])
  }

  @Test func slotsOfAStandbyAreMeasuredAgainstWhatItReceived() throws {
    try standby.run("SELECT pg_create_physical_replication_slot('next', true)")
    try primary.run("INSERT INTO votes SELECT generate_series(1, 10000)")
    try caughtUp()
    let slots = try CollectorReader(standby).values(ReplicationSlotsCollector())
    let received = try #require(
      Double(try standby.run("SELECT pg_last_wal_receive_lsn() - '0/0'")))
    let newest = try #require(
      slots["pg_replication_slots_slot_current_wal_lsn{slot_name=\"next\",slot_type=\"physical\"}"])
    #expect(newest <= received && newest > 0)
    let kept = try #require(
      slots["pg_replication_slots_pg_wal_lsn_diff{slot_name=\"next\",database=\"\"}"])
    #expect(kept > 100_000)
  }
}
