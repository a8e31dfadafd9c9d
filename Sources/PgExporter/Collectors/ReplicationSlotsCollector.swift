import Shared

/// The replication slots and the WAL that they keep, from `pg_replication_slots`.
///
/// Upstream renamed a part of it; the old names, `pg_replication_slot_`, are served beside.
/// On a standby the newest WAL is what it received, or replayed from an archive.
struct ReplicationSlotsCollector: ViewCollector {
  let name = "replication_slots"

  /// The newest WAL there is; one row, so that all slots are measured against the same.
  private static let newest = """
    (SELECT CASE WHEN pg_is_in_recovery()
        THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
        ELSE pg_current_wal_lsn() END AS lsn) newest
    """

  private static let retained = View.notNegative("pg_wal_lsn_diff(newest.lsn, restart_lsn)")

  let views = [
    View(
      "pg_replication_slots CROSS JOIN \(newest) ORDER BY slot_name",
      labels: ["slot_name": "slot_name", "database": "database"],
      columns: [
        .gauge(
          "pg_replication_slots_active", "active", "Whether somebody is connected to the slot."),
        .gauge(
          "pg_replication_slots_pg_wal_lsn_diff", "pg_wal_lsn_diff(newest.lsn, restart_lsn)",
          "Bytes from the oldest WAL that the slot needs to the newest."),
      ]),
    View(
      "pg_replication_slots CROSS JOIN \(newest) ORDER BY slot_name",
      labels: ["slot_name": "slot_name", "slot_type": "slot_type"],
      columns: [
        .gauge(
          "pg_replication_slots_retained_wal_bytes", retained, "WAL that the slot keeps."),
        .gauge(
          "pg_replication_slots_conflicting", "conflicting",
          "Whether the slot conflicted with recovery and is invalid.", since: 16),
        .info(
          "pg_replication_slots_invalidation_reason", label: "invalidation_reason",
          "invalidation_reason", "Why the slot is invalid.", since: 17),
        .gauge(
          "pg_replication_slots_inactive_since_timestamp_seconds",
          "extract(epoch FROM inactive_since)",
          "Since when nobody is connected to the slot, in seconds since 1970.", since: 17),
      ] + columns("pg_replication_slots_") + columns("pg_replication_slot_")),
  ]

  private static func columns(_ prefix: String) -> [View.Column] {
    [
      .gauge(
        "\(prefix)slot_current_wal_lsn", "newest.lsn - '0/0'::pg_lsn",
        "Where the newest WAL ends, in bytes."),
      .gauge(
        "\(prefix)slot_confirmed_flush_lsn", "confirmed_flush_lsn - '0/0'::pg_lsn",
        "Up to where a logical slot's consumer has confirmed the WAL, in bytes."),
      .gauge(
        "\(prefix)slot_is_active", "active", "Whether somebody is connected to the slot."),
      .gauge(
        "\(prefix)safe_wal_size_bytes", "safe_wal_size",
        "WAL that can still be written before the slot is in danger of being lost.", since: 13),
      .info(
        "\(prefix)wal_status", label: "wal_status", "wal_status",
        "Whether the WAL that the slot needs is still there.", since: 13),
    ]
  }
}
