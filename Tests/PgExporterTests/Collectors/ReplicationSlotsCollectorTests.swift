import TestSupport
import Testing

@testable import PgExporter

@Suite struct ReplicationSlotsCollectorTests {
  private func families(_ version: ServerVersion) -> Set<String> {
    let views = ReplicationSlotsCollector().views
    return Set(views.flatMap(\.columns).filter { $0.exists(on: version) }.map(\.family))
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

  @Test func aTextIsTheLabelOfASampleThatIsOne() throws {
    let view = View(
      "slots", labels: ["slot_name": "slot_name"],
      columns: [
        .info("pg_slot_status", label: "status", "status", "The status."),
        .gauge("pg_slot_active", "active", "Whether it is used."),
      ])
    let answers = Answers(.version(15), [.success(.made([["a", "lost", "f"], ["b", nil, "t"]]))])
    let text = try exposition { try view.write(answers, into: &$0) }
    #expect(
      samples(text) == [
        "pg_slot_status{slot_name=\"a\",status=\"lost\"} 1",
        "pg_slot_active{slot_name=\"a\"} 0",
        "pg_slot_active{slot_name=\"b\"} 1",
      ])
  }
}
