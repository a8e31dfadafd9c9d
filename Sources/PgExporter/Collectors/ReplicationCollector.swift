import Shared

/// Whether the server is a replica, and how far behind.
///
/// The lag is 0 when the replica is connected and has replayed all that it received. Otherwise it is
/// the time since it was last known to be complete: its newest commit, or the last message of the
/// primary that found nothing left to replay, whichever is later. So it grows while the link is cut,
/// though there is nothing left to replay then either; and it does not leap when a primary that was
/// idle commits. When that message came is kept in the session as a setting of its own, since the
/// server forgets it with the receiver; a new session knows only of the newest commit.
///
/// Connected is a receiver that streams and has heard from the primary within three quarters of
/// `wal_receiver_timeout`: after half of it, it asks for a sign of life.
struct ReplicationCollector: PgCollector {
  let name = "replication"
  let neededRole: PredefinedRole? = .readAllStats

  func statements(for server: ServerInfo) -> [Statement] {
    [
      """
      WITH state AS MATERIALIZED (
        SELECT pg_is_in_recovery() AS is_replica, pg_last_wal_receive_lsn() AS received,
            pg_last_wal_replay_lsn() AS replayed,
            extract(epoch FROM pg_last_xact_replay_timestamp())::numeric AS committed,
            extract(epoch FROM clock_timestamp())::numeric AS now),
      receiver AS MATERIALIZED (
        SELECT coalesce(status = 'streaming', true) AS is_streaming,
            extract(epoch FROM last_msg_receipt_time)::numeric AS heard,
            extract(epoch FROM current_setting('wal_receiver_timeout')::interval)::numeric AS timeout
          FROM pg_stat_wal_receiver),
      link AS MATERIALIZED (
        SELECT s.*, r.heard, coalesce(
            r.is_streaming AND (timeout = 0 OR heard IS NULL OR now - heard < 0.75 * timeout),
            false) AS is_connected
          FROM state s LEFT JOIN receiver r ON true),
      known AS MATERIALIZED (
        SELECT *, is_connected AND replayed >= received AS is_complete,
            nullif(current_setting('pg_exporter.complete_at', true), '')::numeric AS complete
          FROM link)
      SELECT
          CASE WHEN NOT is_replica OR is_complete THEN 0
            WHEN coalesce(committed, complete) IS NOT NULL
            THEN greatest(now - greatest(committed, complete), 0) END,
          is_replica,
          CASE WHEN NOT is_replica THEN 0
            WHEN committed IS NOT NULL THEN greatest(now - committed, 0) END,
          CASE WHEN is_replica THEN \(View.notNegative("pg_wal_lsn_diff(received, replayed)")) END,
          CASE WHEN is_replica THEN is_connected END,
          \(View.notNegative("now - heard")),
          CASE WHEN is_complete
            THEN set_config('pg_exporter.complete_at', coalesce(heard, now)::text, false) END
        FROM known
      """
    ]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard let row = try answers.rows().first else { return }
    func gauge(_ column: Int, _ name: String, _ help: String) {
      if let value = row.number(column) { metrics.gauge(name, help, value) }
    }
    gauge(
      0, "pg_replication_lag_seconds",
      "Seconds since the replica was last known to be complete; 0 while it is, and on a primary.")
    gauge(1, "pg_replication_is_replica", "Whether the server is a replica.")
    gauge(
      2, "pg_replication_last_replay_seconds",
      "Age in seconds of the newest commit that was replayed; 0 on a primary.")
    gauge(
      3, "pg_replication_unreplayed_bytes", "WAL that was received and has not been replayed yet.")
    gauge(
      4, "pg_replication_receiver_connected",
      "Whether the replica streams from its primary and hears from it.")
    gauge(
      5, "pg_replication_receiver_last_message_seconds",
      "Seconds since the replica heard from its primary.")
  }
}
