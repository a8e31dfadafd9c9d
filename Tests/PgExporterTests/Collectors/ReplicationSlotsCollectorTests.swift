import Testing

@testable import PgExporter

@Suite struct ReplicationSlotsCollectorTests {
  private func families(_ version: ServerVersion) -> Set<String> {
    let views = ReplicationSlotsCollector().views
    return Set(views.flatMap(\.columns).filter { $0.exists(on: version) }.map(\.header.name))
  }

  @Test func newerVersionsSayWhatBecameOfASlot() {
    #expect(families(12).isDisjoint(with: ["pg_replication_slots_wal_status"]))
    #expect(families(13).subtracting(families(12)).count == 4)
    #expect(families(16).subtracting(families(15)) == ["pg_replication_slots_conflicting"])
    #expect(
      families(17).subtracting(families(16)) == [
        "pg_replication_slots_invalidation_reason",
        "pg_replication_slots_inactive_since_timestamp_seconds",
      ])
  }
}
