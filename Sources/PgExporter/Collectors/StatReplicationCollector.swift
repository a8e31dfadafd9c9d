import Shared

/// The replicas that stream from this server, from what `pg_stat_replication` is made of.
///
/// The view would read all sessions even where nobody streams. How many there are is told also when
/// nobody does, so that an alert sees a replica go.
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
          SELECT CASE WHEN pg_is_in_recovery()
            THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
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
          "Seconds until the replica said that it had written recent WAL; absent while none is made."
        ),
        .gauge(
          "pg_stat_replication_flush_lag_seconds", "extract(epoch FROM w.flush_lag)",
          """
          Seconds until the replica said that recent WAL was safe on its disk; absent while none is made.
          """),
        .gauge(
          "pg_stat_replication_replay_lag_seconds", "extract(epoch FROM w.replay_lag)",
          """
          Seconds until the replica said that it had replayed recent WAL; absent while none is made.
          """),
        .gauge(
          "pg_stat_replication_reply_time", "floor(extract(epoch FROM w.reply_time))",
          "Unix time at which the replica last said how far it is."),
      ]),
    // Nothing when the states are not seen.
    View(
      """
      (VALUES ('startup'), ('catchup'), ('streaming'), ('backup'), ('stopping')) AS s (state)
        LEFT JOIN pg_stat_get_wal_senders() w USING (state)
        WHERE NOT EXISTS (SELECT FROM pg_stat_get_wal_senders() WHERE state IS NULL)
        GROUP BY state ORDER BY state
      """,
      labels: ["state": "state"],
      columns: [
        .gauge(
          "pg_stat_replication_senders", "count(w.pid)",
          "Senders of WAL to replicas and of backups, by what they do.")
      ]),
  ]

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    var losses = Losses()
    for (index, view) in views.enumerated() {
      losses.noting { try view.write(answers, index, into: &metrics) }
    }
    losses.noting {
      // Of who may not be seen, the server tells the names only.
      for row in try answers.all() where row.text(2) == nil { throw MissingRight(.readAllStats) }
    }
    try losses.report()
  }

  private static func behind(_ position: String) -> String {
    View.notNegative("pg_wal_lsn_diff(newest.lsn, \(position))")
  }
}
