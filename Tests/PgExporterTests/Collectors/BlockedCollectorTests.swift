import TestSupport
import Testing

@testable import PgExporter

@Suite struct BlockedCollectorTests {
  @Test func tellsOfThoseWhoWaitAndOfThoseAtTheRoot() throws {
    let text = try exposition(
      of: BlockedCollector(), .version(15),
      [
        .made([
          ["shop", "relation", nil, nil, nil, "3", nil, "lock"],
          ["shop", nil, nil, nil, nil, "3", "4.5", "database"],
          ["shop", "idle in transaction", "web", "vote", "client backend", "1", "9", "blocker"],
          ["shop", "prepared transaction", nil, nil, nil, "1", nil, "blocker"],
        ])
      ])
    let vote = """
      {datname="shop",state="idle in transaction",usename="web",application_name="vote",\
      backend_type="client backend"}
      """
    let prepared = """
      {datname="shop",state="prepared transaction",usename="",application_name="",backend_type=""}
      """
    #expect(
      samples(text) == [
        "pg_blocked_backends{datname=\"shop\"} 3",
        "pg_blocked_max_wait_seconds{datname=\"shop\"} 4.5",
        "pg_blocked_lock_waits{datname=\"shop\",lock_type=\"relation\"} 3",
        "pg_blocking_backends\(vote) 1",
        "pg_blocking_backends\(prepared) 1",
        "pg_blocking_max_tx_seconds\(vote) 9",
      ])
  }

  @Test func beforeVersion14NobodyKnowsWhenAWaitBegan() {
    func sql(_ version: ServerVersion) -> String {
      BlockedCollector().statements(for: .version(version))[0].sql
    }
    #expect(!sql(13).contains("waitstart"))
    #expect(sql(14).contains("waitstart"))
  }
}

@Suite(PostgresServer.requirement.trait) struct BlockedCollectorServerTests {
  private let server: PostgresServer
  private let reader: CollectorReader

  init() throws {
    try PostgresServer.requirement.check()
    server = try PostgresServer(
      settings: ["max_prepared_transactions": "2"],
      initialisation: "CREATE TABLE votes (id int, vote text)", "INSERT INTO votes VALUES (1, 'a')")
    reader = try CollectorReader(server)
  }

  /// A session that waits for a lock.
  private func waiter(_ sql: String) throws -> PostgresServer.Session {
    let session = try server.session()
    try session.begin(sql)
    try wait(seconds: 20, for: "\(sql) to wait") {
      try server.run(
        "SELECT count(*) FROM pg_locks WHERE pid = \(session.backend) AND NOT granted") == "1"
    }
    return session
  }

  private func blocker(_ state: String, _ name: String) -> String {
    """
    {datname="postgres",state="\(state)",usename="postgres",application_name="\(name)",\
    backend_type="client backend"}
    """
  }

  @Test func nobodyWaits() throws {
    #expect(
      try reader.samples(BlockedCollector()) == [
        "pg_blocked_backends{datname=\"postgres\"} 0",
        "pg_blocked_max_wait_seconds{datname=\"postgres\"} 0",
      ])
  }

  @Test func onlyTheOneAtTheRootIsBlamed() throws {
    let culprit = try server.hold(
      "SET application_name = 'culprit'; BEGIN; UPDATE votes SET vote = 'b'")
    let first = try waiter("UPDATE votes SET vote = 'c'")
    let second = try waiter("UPDATE votes SET vote = 'd'")
    let third = try waiter("ALTER TABLE votes ADD COLUMN x int")
    try server.run("SELECT pg_sleep(1)")
    let values = try reader.values(BlockedCollector())
    #expect(values["pg_blocked_backends{datname=\"postgres\"}"] == 3)
    let lock = "pg_blocked_lock_waits{datname=\"postgres\",lock_type="
    #expect(values["\(lock)\"transactionid\"}"] == 1)
    #expect(values["\(lock)\"tuple\"}"] == 1)
    #expect(values["\(lock)\"relation\"}"] == 1)
    #expect(
      values["pg_blocking_backends\(blocker("idle in transaction", "culprit"))"] == 1)
    #expect(values.keys.filter { $0.hasPrefix("pg_blocking_backends") }.count == 1)
    let wait = try #require(values["pg_blocked_max_wait_seconds{datname=\"postgres\"}"])
    let age = try #require(
      values["pg_blocking_max_tx_seconds\(blocker("idle in transaction", "culprit"))"])
    #expect(wait > 1 && wait < age)
    withExtendedLifetime((culprit, first, second, third)) {}
  }

  @Test func aPreparedTransactionIsBlamed() throws {
    try server.run("BEGIN; LOCK TABLE votes; PREPARE TRANSACTION 'left'")
    let waiting = try waiter("SELECT * FROM votes")
    let values = try reader.values(BlockedCollector())
    let prepared = """
      {datname="postgres",state="prepared transaction",usename="",application_name="",\
      backend_type=""}
      """
    #expect(values["pg_blocking_backends\(prepared)"] == 1)
    try server.run("ROLLBACK PREPARED 'left'")
    withExtendedLifetime(waiting) {}
  }

  @Test func itAnswersWhilePgDatabaseIsLocked() throws {
    // The session has to have seen the name once.
    _ = try reader.samples(BlockedCollector())
    let waiting = try server.session()
    let culprit = try server.hold(
      "SET application_name = 'culprit'; BEGIN; LOCK TABLE pg_database IN ACCESS EXCLUSIVE MODE")
    try waiting.begin("SELECT count(*) FROM pg_database")
    try wait(seconds: 20, for: "the query to wait") {
      try reader.values(BlockedCollector())["pg_blocked_backends{datname=\"postgres\"}"] == 1
    }
    #expect(
      try reader.values(BlockedCollector())[
        "pg_blocking_backends\(blocker("idle in transaction", "culprit"))"] == 1)
    withExtendedLifetime((culprit, waiting)) {}
  }
}
