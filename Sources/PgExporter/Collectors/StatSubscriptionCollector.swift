import Shared

/// The subscriptions of logical replication in all databases, from `pg_subscription`,
/// `pg_stat_subscription` and `pg_stat_subscription_stats`.
///
/// Before 15 a role that is no superuser may not read the number of a subscription, and its name is
/// unique only in its database: so a worker's database is that of its session.
///
/// How much of it is not confirmed only the publisher knows, by its slot: `latest_end_lsn` is no such
/// position, but that of the publisher's newest sign of life.
struct StatSubscriptionCollector: ViewCollector {
  let name = "stat_subscription"

  let views = [
    workers(syncs: "w.relid IS NOT NULL", until: 16),
    // Workers that apply a part have a leader, which alone knows how far it is.
    workers(syncs: "w.relid IS NOT NULL", isHelper: "w.leader_pid IS NOT NULL", since: 16),
    View(
      """
      pg_stat_subscription_stats e
        JOIN pg_subscription s ON s.oid = e.subid JOIN pg_database d ON d.oid = s.subdbid
        ORDER BY d.datname, s.subname
      """,
      labels: labels,
      columns: [
        .counter(
          "pg_stat_subscription_apply_errors_total", "e.apply_error_count",
          "Errors while changes were applied."),
        .counter(
          "pg_stat_subscription_sync_errors_total", "e.sync_error_count",
          "Errors while tables were first copied."),
      ] + conflicts, since: 15),
  ]

  private static let labels: KeyValuePairs<String, String> = [
    "datname": "d.datname", "subname": "s.subname",
  ]

  private static func workers(
    syncs: String, isHelper: String = "false", since: ServerVersion = 0,
    until: ServerVersion? = nil
  ) -> View {
    View(
      """
      pg_subscription s
        JOIN pg_database d ON d.oid = s.subdbid
        LEFT JOIN (
          SELECT w.*, a.datid, \(syncs) AS is_sync
            FROM pg_stat_subscription w CROSS JOIN LATERAL pg_stat_get_activity(w.pid) a
            WHERE w.pid IS NOT NULL AND NOT \(isHelper)
        ) w ON w.datid = s.subdbid AND w.subname = s.subname
        GROUP BY d.datname, s.subname, s.subenabled ORDER BY d.datname, s.subname
      """,
      labels: labels,
      columns: [
        .gauge("pg_stat_subscription_enabled", "s.subenabled", "Whether it is enabled."),
        .gauge(
          "pg_stat_subscription_worker_running", "count(w.pid) FILTER (WHERE NOT w.is_sync)",
          "Whether the worker that applies its changes is running."),
        .gauge(
          "pg_stat_subscription_sync_workers", "count(w.pid) FILTER (WHERE w.is_sync)",
          "Workers that first copy a table."),
        .gauge(
          "pg_stat_subscription_received_lsn_bytes", apply("w.received_lsn - '0/0'::pg_lsn"),
          "Up to where the publisher's WAL was received, in bytes."),
        .gauge(
          "pg_stat_subscription_last_message_seconds",
          View.notNegative(
            apply("extract(epoch FROM clock_timestamp() - w.last_msg_receipt_time)")),
          "Seconds since the publisher was last heard of."),
      ], since: since, until: until)
  }

  private static func apply(_ expression: String) -> String {
    "max(\(expression)) FILTER (WHERE NOT w.is_sync)"
  }

  private static let conflicts: [View.Column] = [
    ("insert_exists", "Inserted rows whose key was there already."),
    ("update_origin_differs", "Updates of rows that somebody else had changed."),
    ("update_exists", "Updates to a key that was there already."),
    ("update_missing", "Updates of rows that were not there."),
    ("delete_origin_differs", "Deletes of rows that somebody else had changed."),
    ("delete_missing", "Deletes of rows that were not there."),
    ("multiple_unique_conflicts", "Rows that several unique indexes did not allow."),
  ].map { name, help in
    .counter("pg_stat_subscription_confl_\(name)_total", "e.confl_\(name)", help, since: 18)
  }
}
