import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait) struct LongRunningTransactionsCollectorTests {
  init() throws { try PostgresServer.requirement.check() }

  @Test func openTransactionsAreCountedButNotOurs() throws {
    let server = try PostgresServer()
    let reader = try CollectorReader(server)
    #expect(
      try reader.samples(LongRunningTransactionsCollector()) == [
        "pg_long_running_transactions 0",
        "pg_long_running_transactions_oldest_timestamp_seconds 0",
      ])
    let open = try (1...2).map { _ in try server.hold("BEGIN; SELECT 1") }
    try server.run("SELECT pg_sleep(1)")
    let values = try reader.values(LongRunningTransactionsCollector())
    #expect(values["pg_long_running_transactions"] == 2)
    let age = try #require(values["pg_long_running_transactions_oldest_timestamp_seconds"])
    #expect(age > 1 && age < 60)
    withExtendedLifetime(open) {}
  }
}
