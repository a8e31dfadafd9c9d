/// Activity by database, from `pg_stat_database`; `_time` without a unit is in milliseconds.
///
/// The row without a database, `datid="0"`, is of what belongs to all of them: it is the only one
/// to tell of bad checksums in shared catalogs.
struct StatDatabaseCollector: ViewCollector {
  let name = "stat_database"

  let views = [
    View(
      "pg_stat_database", labels: ["datid": "datid", "datname": "datname"],
      columns: activity + blocks + sessions + checksums + [
        .counter(
          "pg_stat_database_stats_reset", "floor(extract(epoch FROM stats_reset))",
          "Unix time at which these counters were set to zero.")
      ])
  ]

  private static let activity: [View.Column] = [
    .gauge("pg_stat_database_numbackends", "numbackends", "Backends that are connected."),
    .counter("pg_stat_database_xact_commit", "xact_commit", "Transactions that were committed."),
    .counter(
      "pg_stat_database_xact_rollback", "xact_rollback", "Transactions that were rolled back."),
    .counter("pg_stat_database_tup_returned", "tup_returned", "Rows that scans read."),
    .counter("pg_stat_database_tup_fetched", "tup_fetched", "Rows that index scans fetched."),
    .counter("pg_stat_database_tup_inserted", "tup_inserted", "Rows that were inserted."),
    .counter("pg_stat_database_tup_updated", "tup_updated", "Rows that were updated."),
    .counter("pg_stat_database_tup_deleted", "tup_deleted", "Rows that were deleted."),
    .counter(
      "pg_stat_database_conflicts", "conflicts",
      "Queries cancelled on a standby, in conflict with the replay of WAL."),
    .counter("pg_stat_database_deadlocks", "deadlocks", "Deadlocks that were found."),
    .counter(
      "pg_stat_database_parallel_workers_to_launch_total", "parallel_workers_to_launch",
      "Parallel workers that queries wanted.", since: 18),
    .counter(
      "pg_stat_database_parallel_workers_launched_total", "parallel_workers_launched",
      "Parallel workers that queries got.", since: 18),
  ]

  private static let blocks: [View.Column] = [
    .counter("pg_stat_database_blks_read", "blks_read", "Blocks that were read from disk."),
    .counter("pg_stat_database_blks_hit", "blks_hit", "Blocks that were found in a buffer."),
    .counter(
      "pg_stat_database_blk_read_time", "blk_read_time",
      "Milliseconds spent reading blocks; 0 unless track_io_timing is on."),
    .counter(
      "pg_stat_database_blk_write_time", "blk_write_time",
      "Milliseconds spent writing blocks; 0 unless track_io_timing is on."),
    .counter(
      "pg_stat_database_temp_files", "temp_files", "Temporary files that queries created."),
    .counter(
      "pg_stat_database_temp_bytes", "temp_bytes", "Bytes that queries wrote to temporary files."),
  ]

  private static let sessions: [View.Column] = [
    .counter(
      "pg_stat_database_session_time", "session_time",
      "Milliseconds that sessions lasted.", since: 14),
    .counter(
      "pg_stat_database_session_time_seconds_total", "session_time / 1000",
      "Seconds that sessions lasted.", since: 14),
    .counter(
      "pg_stat_database_active_time", "active_time",
      "Milliseconds that sessions spent executing statements.", since: 14),
    .counter(
      "pg_stat_database_active_time_seconds_total", "active_time / 1000",
      "Seconds that sessions spent executing statements.", since: 14),
    .counter(
      "pg_stat_database_idle_in_transaction_time", "idle_in_transaction_time",
      "Milliseconds that sessions spent idle in a transaction.", since: 14),
    .counter(
      "pg_stat_database_idle_in_transaction_time_seconds_total", "idle_in_transaction_time / 1000",
      "Seconds that sessions spent idle in a transaction.", since: 14),
    .counter("pg_stat_database_sessions", "sessions", "Sessions that were begun.", since: 14),
    .counter(
      "pg_stat_database_sessions_abandoned", "sessions_abandoned",
      "Sessions whose client was lost.", since: 14),
    .counter(
      "pg_stat_database_sessions_fatal", "sessions_fatal",
      "Sessions that a fatal error ended.", since: 14),
    .counter(
      "pg_stat_database_sessions_killed", "sessions_killed",
      "Sessions that an operator ended.", since: 14),
  ]

  private static let checksums: [View.Column] = [
    .counter(
      "pg_stat_database_checksum_failures", "checksum_failures",
      "Pages whose checksum was wrong.", since: 12),
    .gauge(
      "pg_stat_database_checksum_last_failure", "floor(extract(epoch FROM checksum_last_failure))",
      "Unix time at which a wrong checksum was last found.", since: 12),
  ]
}
