extension InfoFields {
  /// Replication, and what a sentinel says of itself.
  static let replication: [InfoField] = [
    .gauge("connected_slaves", "redis_connected_slaves", "Replicas that are connected."),
    .gauge(
      "repl_backlog_size", "redis_replication_backlog_bytes", "Size of the replication backlog."),
    .gauge(
      "repl_backlog_active", "redis_repl_backlog_is_active",
      "Whether there is a replication backlog."),
    .gauge(
      "repl_backlog_first_byte_offset", "redis_repl_backlog_first_byte_offset",
      "The replication offset at which the backlog begins."),
    .gauge(
      "repl_backlog_histlen", "redis_repl_backlog_history_bytes",
      "Bytes of the replication backlog that hold data."),
    .gauge("master_repl_offset", "redis_master_repl_offset", "The server's replication offset."),
    .gauge(
      "second_repl_offset", "redis_second_repl_offset",
      "Up to which offset the previous primary's replication ID is accepted, -1 where none is."),
    .gauge(
      "slave_expires_tracked_keys", "redis_slave_expires_tracked_keys",
      "Keys with an expiry that were written on this replica."),
    .gauge(
      "slave_priority", "redis_slave_priority",
      "The replica's priority when a new primary is chosen."),
    .gauge("sync_full", "redis_replica_resyncs_full", "Full synchronisations with replicas."),
    .gauge(
      "sync_partial_ok", "redis_replica_partial_resync_accepted",
      "Partial synchronisations that were accepted."),
    .gauge(
      "sync_partial_err", "redis_replica_partial_resync_denied",
      "Partial synchronisations that were refused."),
    .gauge("sentinel_masters", "redis_sentinel_masters", "Primaries that this sentinel watches."),
    .gauge(
      "sentinel_tilt", "redis_sentinel_tilt",
      "Whether this sentinel has stopped acting, as its clock was odd."),
    .gauge(
      "sentinel_tilt_since_seconds", "redis_sentinel_tilt_since_seconds",
      "How long this sentinel has stopped acting; only while it has.", .notNegative),
    .gauge(
      "sentinel_running_scripts", "redis_sentinel_running_scripts",
      "Scripts that this sentinel runs."),
    .gauge(
      "sentinel_scripts_queue_length", "redis_sentinel_scripts_queue_length",
      "Scripts that this sentinel has queued."),
    .gauge(
      "sentinel_simulate_failure_flags", "redis_sentinel_simulate_failure_flags",
      "Failures that this sentinel was told to simulate."),
  ]
}
