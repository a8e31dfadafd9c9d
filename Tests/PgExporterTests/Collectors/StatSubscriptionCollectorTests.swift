import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait) struct StatSubscriptionCollectorTests {
  private let publisher: PostgresServer
  private let subscriber: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    publisher = try PostgresServer(
      settings: ["wal_level": "logical"],
      initialisation: "CREATE TABLE votes (n int PRIMARY KEY)",
      "INSERT INTO votes VALUES (1)", "CREATE PUBLICATION votes FOR TABLE votes")
    subscriber = try PostgresServer(
      settings: ["wal_retrieve_retry_interval": "200ms"],
      initialisation: "CREATE DATABASE shop", "CREATE ROLE watcher LOGIN")
    for database in ["postgres", "shop"] {
      try subscriber.run("CREATE TABLE votes (n int PRIMARY KEY)", database: database)
      try subscriber.run(
        "CREATE SUBSCRIPTION votes CONNECTION '\(publisher.dataSource())' PUBLICATION votes"
          + " WITH (slot_name = 'of_\(database)')", database: database)
    }
  }

  private func wait(for series: String, _ value: Double, _ reader: CollectorReader) throws {
    try TestSupport.wait(seconds: 40, for: "\(series) \(value)") {
      try reader.values(StatSubscriptionCollector())["pg_stat_subscription_\(series)"] == value
    }
  }

  /// Slots of the publisher keep a subscription from being dropped, and a server from ending soon.
  private func end() throws {
    for database in ["postgres", "shop"] {
      try subscriber.run("DROP SUBSCRIPTION votes", database: database)
    }
  }

  @Test func aSubscriptionIsToldByItsDatabase() throws {
    // No rights are needed.
    let reader = try CollectorReader(subscriber, user: "watcher")
    let shop = "{datname=\"shop\",subname=\"votes\"}"
    let other = "{datname=\"postgres\",subname=\"votes\"}"
    try wait(for: "worker_running\(shop)", 1, reader)
    try wait(for: "worker_running\(other)", 1, reader)
    try wait(for: "sync_workers\(shop)", 0, reader)
    var values: [String: Double] = [:]
    try TestSupport.wait(seconds: 20, for: "a message") {
      values = try reader.values(StatSubscriptionCollector())
      return values["pg_stat_subscription_received_lsn_bytes\(shop)"] != nil
    }
    #expect(values["pg_stat_subscription_enabled\(shop)"] == 1)
    #expect(try #require(values["pg_stat_subscription_received_lsn_bytes\(shop)"]) > 0)
    #expect(try #require(values["pg_stat_subscription_last_message_seconds\(shop)"]) < 60)
    #expect(values["pg_stat_subscription_apply_errors_total\(shop)"] == 0)

    let slots = try CollectorReader(publisher).values(ReplicationSlotsCollector())
    #expect(
      try #require(
        slots[
          "pg_replication_slots_slot_confirmed_flush_lsn{slot_name=\"of_shop\",slot_type=\"logical\"}"
        ]) > 0)
    #expect(
      slots["pg_replication_slots_active{slot_name=\"of_shop\",database=\"postgres\"}"] == 1)

    // A row that is there already stops one of the two.
    try wait(for: "sync_errors_total\(shop)", 0, reader)
    try TestSupport.wait(seconds: 20, for: "the first row") {
      try subscriber.run("SELECT count(*) FROM votes", database: "shop") == "1"
    }
    try subscriber.run("INSERT INTO votes VALUES (2)", database: "shop")
    try publisher.run("INSERT INTO votes VALUES (2)")
    try TestSupport.wait(seconds: 30, for: "an error") {
      try reader.values(StatSubscriptionCollector())[
        "pg_stat_subscription_apply_errors_total\(shop)"] ?? 0 > 0
    }
    #expect(
      try reader.values(StatSubscriptionCollector())[
        "pg_stat_subscription_apply_errors_total\(other)"] == 0)

    try subscriber.run("ALTER SUBSCRIPTION votes DISABLE", database: "shop")
    try wait(for: "enabled\(shop)", 0, reader)
    try wait(for: "worker_running\(shop)", 0, reader)
    #expect(
      try reader.values(StatSubscriptionCollector())[
        "pg_stat_subscription_received_lsn_bytes\(shop)"] == nil)
    try end()
    #expect(try reader.samples(StatSubscriptionCollector()) == [])
  }
}
