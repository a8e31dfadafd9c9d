import Foundation
import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct ReplicationCollectorTests {
  private let collector = ReplicationCollector()

  /// A row as a replica gives it at second `now`: all positions in bytes.
  private func row(
    at now: Double, committed: Double? = 0, received: Int = 1000, replayed: Int? = nil,
    receiver: Int = 7, heard: Double? = nil, sent: Double? = nil, end: Int? = nil
  ) -> [String?] {
    [
      "t", "\(now)", committed.map { "\($0)" }, "\(received)", "\(replayed ?? received)",
      "\(receiver)", "streaming", "\(heard ?? now)", "\(sent ?? (heard ?? now) - 0.001)",
      "\(end ?? received)", "60",
    ]
  }

  private func page(_ row: [String?], _ server: ServerInfo = .version(15)) throws -> String {
    try exposition(of: collector, server, [.made([row])])
  }

  private func lag(_ row: [String?], _ server: ServerInfo = .version(15)) throws -> Double? {
    let line = samples(try page(row, server)).first { $0.hasPrefix("pg_replication_lag_seconds ") }
    return line.flatMap { Double($0.split(separator: " ")[1]) }.map { ($0 * 1000).rounded() / 1000 }
  }

  @Test func aReplicaTellsOfItsLagAndItsLink() throws {
    #expect(
      samples(
        try page(row(at: 100, committed: 91, received: 5096, replayed: 1000, heard: 99.75))) == [
          "pg_replication_lag_seconds 9", "pg_replication_is_replica 1",
          "pg_replication_last_replay_seconds 9", "pg_replication_unreplayed_bytes 4096",
          "pg_replication_receiver_connected 1",
          "pg_replication_receiver_last_message_seconds 0.25",
        ])
  }

  @Test func whatAReplicaDoesNotKnowIsAbsent() throws {
    let row = ["t", "100"] + Array(repeating: nil, count: 8) + ["60"]
    #expect(
      samples(try page(row)) == [
        "pg_replication_is_replica 1", "pg_replication_receiver_connected 0",
      ])
  }

  @Test func whoMayNotSeeTheReceiverIsToldNoLag() throws {
    var row = row(at: 100, committed: 90)
    for column in 6...9 { row[column] = nil }
    let answers = Answers(.version(15), [.success(.made([row]))])
    var problem: (any Error)?
    let text = exposition { metrics in
      do { try collector.write(answers, into: &metrics) } catch { problem = error }
    }
    #expect("\((problem as? Partial)!)".contains("GRANT pg_read_all_stats"))
    #expect(
      samples(text) == [
        "pg_replication_is_replica 1", "pg_replication_last_replay_seconds 10",
        "pg_replication_unreplayed_bytes 0",
      ])
  }

  @Test func whatThePrimaryHasAndTheReplicaHasNotIsLag() throws {
    #expect(try lag(row(at: 100)) == 0)
    // All that was received is replayed, but the primary has more.
    #expect(try lag(row(at: 110, received: 2000, end: 9000)) == 10)
    // That was the primary's end ten seconds ago, and is not any more.
    #expect(try lag(row(at: 120, received: 9000, end: 15000)) == 10)
    #expect(try lag(row(at: 130, received: 15000)) == 0)
  }

  @Test func messagesThatWaitInASlowLinkAreLag() throws {
    #expect(try lag(row(at: 100)) == 0)
    #expect(try lag(row(at: 110, received: 2000, sent: 105)) == 4.999)
    #expect(try lag(row(at: 120, received: 3000, sent: 119)) == 0)
  }

  @Test func clocksThatDifferAreNoLag() throws {
    for now in [100.0, 110, 120] {
      #expect(try lag(row(at: now, sent: now - 3600)) == 0)
    }
    #expect(try lag(row(at: 130, sent: 130 - 3610)) == 10)
    // A new receiver may talk to another host.
    #expect(try lag(row(at: 140, receiver: 8, sent: 140 + 60)) == 0)
  }

  @Test func aClockThatWasSetIsForgottenInTime() throws {
    #expect(try lag(row(at: 0)) == 0)
    for now in stride(from: 40.0, to: 4000, by: 60) {
      let lag = try lag(row(at: now, sent: now - 30))
      if now < 1800 { #expect(lag! > 20) }
      if now > 3700 { #expect(lag == 0) }
    }
  }

  @Test func theStartOfAReceiverIsNoMessage() throws {
    #expect(try lag(row(at: 100, sent: 95)) == 0)
    #expect(try lag(row(at: 110, receiver: 8, heard: 109, sent: 109)) == 10)
    #expect(try lag(row(at: 120, receiver: 8, sent: 115)) == 0)
    // A primary that is idle has nothing to send.
    #expect(try lag(row(at: 150, receiver: 9, heard: 140, sent: 140)) == 0)
  }

  @Test func whatIsKnownIsKeptForEachServer() throws {
    let other = ServerInfo(version: 15, database: "postgres", label: "other:5432")
    #expect(try lag(row(at: 100)) == 0)
    #expect(try lag(row(at: 110, committed: 50, end: 2000)) == 10)
    #expect(try lag(row(at: 110, committed: 50, end: 2000), other) == 60)
  }
}

@Suite(PostgresServer.requirement.trait) struct ReplicationCollectorServerTests {
  private let primary: PostgresServer
  private let standby: PostgresServer
  private let collector = ReplicationCollector()

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

  private func lag(_ reader: CollectorReader) throws -> Double? {
    try reader.values(collector)["pg_replication_lag_seconds"]
  }

  private func isConnected(_ reader: CollectorReader) throws -> Bool {
    try reader.values(collector)["pg_replication_receiver_connected"] == 1
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
    let before = try reader.values(collector)
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
    let first = try #require(try lag(reader))
    try standby.run("SELECT pg_sleep(2)")
    let second = try #require(try lag(reader))
    #expect(try hasNothingLeftToReplay())
    #expect(first >= 2 && second >= first + 2)
    // Known to be complete when it was last seen connected, which is later than the newest commit.
    let age = Date().timeIntervalSince(committed)
    #expect(second < age - 1, "\(second) s of lag, \(age) s since the commit")
    // Who has not seen that can only tell of the commit.
    #expect(
      try CollectorReader(standby).values(ReplicationCollector())["pg_replication_lag_seconds"]!
        > second + 1)

    try standby.run("ALTER SYSTEM SET primary_conninfo = '\(conninfo.replacing("'", with: "''"))'")
    try standby.run("SELECT pg_reload_conf()")
    try wait(seconds: 30, for: "the lag to end") { try lag(reader) == 0 }
    #expect(try isConnected(reader))
    #expect(try standby.run("SELECT count(*) FROM votes") == "2")
  }

  @Test func aPrimaryThatFallsSilentIsNotWaitedForForever() throws {
    let reader = try CollectorReader(standby)
    try caughtUp()
    try wait(seconds: 30, for: "no lag") { try lag(reader) == 0 }
    // The link looks alive while the sender, which has the slot, does nothing.
    let sender = try #require(Int32(try primary.run("SELECT pid FROM pg_stat_replication")))
    kill(sender, SIGSTOP)
    defer { kill(sender, SIGCONT) }
    var receivers: [String] = []
    try wait(seconds: 30, for: "the lag") {
      receivers.append(try standby.run("SELECT status FROM pg_stat_wal_receiver"))
      return try lag(reader) ?? 0 > 0
    }
    #expect(receivers.contains("streaming"))
    #expect(try lag(reader) ?? 0 >= 3)
    #expect(try !isConnected(reader))
    #expect(try hasNothingLeftToReplay())
    kill(sender, SIGCONT)
    try wait(seconds: 30, for: "the lag to end") { try lag(reader) == 0 }
  }

  @Test func whatIsReceivedAndNotReplayedIsLag() throws {
    let reader = try CollectorReader(standby)
    try caughtUp()
    try wait(seconds: 30, for: "no lag") { try lag(reader) == 0 }
    try standby.run("SELECT pg_wal_replay_pause()")
    try primary.run("INSERT INTO votes SELECT generate_series(1, 1000)")
    try wait(seconds: 20, for: "WAL to replay") { try !hasNothingLeftToReplay() }
    try standby.run("SELECT pg_sleep(1)")
    let values = try reader.values(collector)
    #expect(try #require(values["pg_replication_unreplayed_bytes"]) > 1000)
    #expect(try #require(values["pg_replication_lag_seconds"]) >= 1)
    #expect(values["pg_replication_receiver_connected"] == 1)
    try standby.run("SELECT pg_wal_replay_resume()")
    try wait(seconds: 20, for: "the lag to end") { try lag(reader) == 0 }
  }

  @Test func aSlowLinkIsLag() throws {
    let relay = try SlowRelay(
      to: "\(primary.socketFolder)/.s.PGSQL.5432", bytesPerSecond: 400_000)
    let reader = try CollectorReader(standby)
    try caughtUp()
    try wait(seconds: 30, for: "no lag") { try lag(reader) == 0 }
    try standby.run(
      "ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=\(relay.port) user=postgres'")
    try standby.run("SELECT pg_reload_conf()")
    try caughtUp()
    try wait(seconds: 20, for: "the link to be up") { try lag(reader) == 0 }
    // Ten seconds' worth of WAL, committed bit by bit.
    let writer = try primary.session()
    try writer.begin(
      """
      DO $$ BEGIN FOR i IN 1..40 LOOP
        INSERT INTO votes SELECT generate_series(1, 1500); COMMIT;
        PERFORM pg_sleep(0.05);
      END LOOP; END $$
      """)
    try standby.run("SELECT pg_sleep(3)")
    var lags: [Double] = []
    for _ in 0..<8 {
      lags.append(try #require(try lag(reader)))
      let replayed = try standby.run("SELECT pg_last_wal_replay_lsn() - '0/0'")
      let newest = try primary.run("SELECT pg_current_wal_flush_lsn() - '0/0'")
      let missing = try #require(Double(newest)) - #require(Double(replayed))
      if missing > 1_200_000 { #expect(lags.last! > 0.5, "\(missing) bytes behind") }
      try standby.run("SELECT pg_sleep(0.5)")
    }
    #expect(lags.max()! > 2)
    try caughtUp()
    try wait(seconds: 20, for: "the lag to end") { try lag(reader) == 0 }
    withExtendedLifetime((relay, writer)) {}
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
    #expect(senders["pg_stat_replication_senders{state=\"streaming\"}"] == 1)
    #expect(senders["pg_stat_replication_senders{state=\"catchup\"}"] == 0)
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
