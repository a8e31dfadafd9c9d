import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait) struct LocksCollectorTests {
  init() throws { try PostgresServer.requirement.check() }

  @Test func locksAreCountedButNotOurs() throws {
    let server = try PostgresServer(
      settings: ["autovacuum": "off"], initialisation: "CREATE TABLE votes (vote int)")
    let reader = try CollectorReader(server)
    let ours = "pg_locks_count{datname=\"postgres\",mode=\"accesssharelock\"}"
    for _ in 0..<2 {
      let values = try reader.values(LocksCollector())
      #expect(values.count == 27)
      #expect(values[ours] == 0)
    }
    let open = try server.hold("BEGIN; LOCK TABLE votes IN ACCESS SHARE MODE")
    let values = try reader.values(LocksCollector())
    #expect(values[ours] == 1)
    #expect(values["pg_locks_count{datname=\"postgres\",mode=\"accessexclusivelock\"}"] == 0)
    withExtendedLifetime(open) {}
  }
}
