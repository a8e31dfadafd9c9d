import Shared

/// The replicas that stream from this server, from what `pg_stat_replication` is made of.
///
/// The view would read all sessions even where nobody streams.
struct StatReplicationCollector: ViewCollector {
  let name = "stat_replication"
  let neededRole: PredefinedRole? = .readAllStats

  let views = [
    View(
      """
      pg_stat_get_wal_senders() w
        CROSS JOIN LATERAL pg_stat_get_activity(w.pid) a
        LEFT JOIN pg_get_replication_slots() s ON s.active_pid = w.pid
        CROSS JOIN (
          SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn()
            ELSE pg_current_wal_lsn() END AS lsn) newest
        ORDER BY w.pid
      """,
      labels: [
        "application_name": "a.application_name", "client_addr": "a.client_addr",
        "state": "w.state", "slot_name": "s.slot_name", "pid": "w.pid",
      ],
      columns: [
        .gauge(
          "pg_stat_replication_pg_current_wal_lsn_bytes", "newest.lsn - '0/0'::pg_lsn",
          "Where the newest WAL ends, in bytes."),
        .gauge(
          "pg_stat_replication_pg_wal_lsn_diff", "pg_wal_lsn_diff(newest.lsn, w.replay_lsn)",
          "WAL that the replica has not replayed, in bytes."),
        .gauge(
          "pg_stat_replication_sent_lag_bytes",
          behind("w.sent_lsn"),
          "WAL that was not sent to the replica."),
        .gauge(
          "pg_stat_replication_write_lag_bytes",
          behind("w.write_lsn"),
          "WAL that the replica has not written."),
        .gauge(
          "pg_stat_replication_flush_lag_bytes",
          behind("w.flush_lsn"),
          "WAL that the replica has not made safe on its disk."),
        .gauge(
          "pg_stat_replication_replay_lag_bytes",
          behind("w.replay_lsn"),
          "WAL that the replica has not replayed."),
        .gauge(
          "pg_stat_replication_write_lag_seconds", "extract(epoch FROM w.write_lag)",
          "Seconds until the replica said that it had written recent WAL."),
        .gauge(
          "pg_stat_replication_flush_lag_seconds", "extract(epoch FROM w.flush_lag)",
          "Seconds until the replica said that recent WAL was safe on its disk."),
        .gauge(
          "pg_stat_replication_replay_lag_seconds", "extract(epoch FROM w.replay_lag)",
          "Seconds until the replica said that it had replayed recent WAL."),
        .gauge(
          "pg_stat_replication_reply_time", "floor(extract(epoch FROM w.reply_time))",
          "Unix time at which the replica last said how far it is."),
      ])
  ]

  private static func behind(_ position: String) -> String {
    View.notNegative("pg_wal_lsn_diff(newest.lsn, \(position))")
  }
}
