import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait) struct MissingRightTests {
  private let server: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    server = try PostgresServer(
      initialisation: "CREATE ROLE watcher LOGIN", "CREATE TABLE votes (n int)",
      "INSERT INTO votes VALUES (1)")
  }

  private let ofSessions: [any PgCollector] = [
    StatActivityCollector(), LongRunningTransactionsCollector(), ProcessIdleCollector(),
    StatActivityAutovacuumCollector(),
  ]

  @Test func whatIsNotSeenOfSessionsIsNoZero() throws {
    let other = try server.hold("BEGIN; SELECT 1")
    let reader = try CollectorReader(server, user: "watcher")
    for collector in ofSessions {
      let error = #expect(throws: MissingRight.self, "\(collector.name)") {
        try reader.page(collector)
      }
      #expect(error.map { "\($0)" }?.contains("GRANT pg_read_all_stats") == true)
    }
    try server.run("GRANT pg_monitor TO watcher")
    for collector in ofSessions { _ = try reader.page(collector) }
    #expect(
      try reader.values(LongRunningTransactionsCollector())["pg_long_running_transactions"] == 1)
    withExtendedLifetime(other) {}
  }

  @Test func whoWaitsForALockIsSeenByEverybody() throws {
    let reader = try CollectorReader(server, user: "watcher")
    #expect(
      try reader.samples(BlockedCollector()) == [
        "pg_blocked_backends{datname=\"postgres\"} 0",
        "pg_blocked_max_wait_seconds{datname=\"postgres\"} 0",
      ])
    let culprit = try server.hold(
      "SET application_name = 'culprit'; BEGIN; UPDATE votes SET n = 2")
    let waiting = try server.session()
    try waiting.begin("UPDATE votes SET n = 3")
    var values: [String: Double] = [:]
    try wait(seconds: 20, for: "the update to wait") {
      values = try reader.values(BlockedCollector())
      return values["pg_blocked_backends{datname=\"postgres\"}"] == 1
    }
    #expect(
      values["pg_blocked_lock_waits{datname=\"postgres\",lock_type=\"transactionid\"}"] == 1)
    #expect(try #require(values["pg_blocked_max_wait_seconds{datname=\"postgres\"}"]) >= 0)
    let blamed = """
      {datname="postgres",state="",usename="postgres",application_name="culprit",backend_type=""}
      """
    #expect(values["pg_blocking_backends\(blamed)"] == 1)
    // How long its transaction is open is not seen.
    #expect(values.count == 4)
    withExtendedLifetime((culprit, waiting)) {}
  }

  @Test func replicasThatAreNotSeenAreNotCounted() throws {
    let standby = try PostgresServer(standbyOf: server)
    let reader = try CollectorReader(server, user: "watcher")
    let info = ServerInfo.version(15)
    var problem: (any Error)?
    var answers: [Result<Rows, PgError>] = []
    try reader.session.run(
      try StatReplicationCollector().statements(for: info), by: Deadline(in: .seconds(20))
    ) { _, answer, _ in answers.append(answer) }
    let text = exposition { metrics in
      do {
        try StatReplicationCollector().write(Answers(info, answers), into: &metrics)
      } catch {
        problem = error
      }
    }
    #expect("\(try #require(problem as? Partial))".contains("GRANT pg_read_all_stats"))
    #expect(!text.contains("pg_stat_replication_senders{"))
    #expect(throws: MissingRight.self) {
      try CollectorReader(standby, user: "watcher").page(StatWalReceiverCollector())
    }
    #expect(throws: Never.self) { try CollectorReader(standby).page(StatWalReceiverCollector()) }
  }

  @Test func whereNobodyReplicatesThereIsNothingToHide() throws {
    let reader = try CollectorReader(server, user: "watcher")
    let none = ["backup", "catchup", "startup", "stopping", "streaming"].map {
      "pg_stat_replication_senders{state=\"\($0)\"} 0"
    }
    #expect(try reader.samples(StatReplicationCollector()) == none)
    #expect(try reader.samples(StatWalReceiverCollector()) == [])
  }
}
