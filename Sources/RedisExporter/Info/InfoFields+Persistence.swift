extension InfoFields {
  /// Dumps and the append-only file.
  static let persistence: [InfoField] = [
    .gauge("loading", "redis_loading_dump_file", "Whether a dump is being loaded."),
    .gauge(
      "async_loading", "redis_async_loading",
      "Whether a replica loads a dump while it serves its old data."),
    .gauge(
      "current_cow_peak", "redis_current_cow_peak_bytes",
      "The most bytes copied on write while the present child was at work."),
    .gauge(
      "current_cow_size", "redis_current_cow_size_bytes",
      "Bytes copied on write while the present child is at work."),
    .gauge(
      "current_cow_size_age", "redis_current_cow_size_age_seconds",
      "How old the count of bytes copied on write is."),
    .gauge(
      "current_fork_perc", "redis_current_fork_ratio",
      "How much of its work the present child has done, 1 being all.", .percent),
    .gauge(
      "current_save_keys_processed", "redis_current_save_keys_processed",
      "Keys that the present save has done."),
    .gauge(
      "current_save_keys_total", "redis_current_save_keys", "Keys that the present save has to do."),
    .gauge(
      "rdb_changes_since_last_save", "redis_rdb_changes_since_last_save",
      "Changes since the last dump."),
    .gauge(
      "rdb_bgsave_in_progress", "redis_rdb_bgsave_in_progress", "Whether a dump is being written."),
    .gauge(
      "rdb_last_save_time", "redis_rdb_last_save_timestamp_seconds",
      "When a dump was last written, in seconds since 1970."),
    .gauge(
      "rdb_last_bgsave_status", "redis_rdb_last_bgsave_status",
      "Whether the last dump was written successfully."),
    .gauge(
      "rdb_last_bgsave_time_sec", "redis_rdb_last_bgsave_duration_sec",
      "Seconds that the last dump took, -1 when there was none."),
    .gauge(
      "rdb_current_bgsave_time_sec", "redis_rdb_current_bgsave_duration_sec",
      "Seconds that the present dump takes so far, -1 when there is none."),
    .gauge(
      "rdb_saves", "redis_rdb_saves_total", "Dumps that were written since the server started."),
    .gauge(
      "rdb_last_cow_size", "redis_rdb_last_cow_size_bytes",
      "Bytes copied on write during the last dump."),
    .gauge(
      "rdb_last_load_keys_expired", "redis_rdb_last_load_expired_keys",
      "Expired keys that were left out when a dump was last loaded."),
    .gauge(
      "rdb_last_load_keys_loaded", "redis_rdb_last_load_loaded_keys",
      "Keys that were loaded when a dump was last loaded."),
    .gauge("aof_enabled", "redis_aof_enabled", "Whether changes go to an append-only file."),
    .gauge(
      "aof_rewrite_in_progress", "redis_aof_rewrite_in_progress",
      "Whether the append-only file is being rewritten."),
    .gauge(
      "aof_rewrite_scheduled", "redis_aof_rewrite_scheduled",
      "Whether the append-only file will be rewritten after the present dump."),
    .gauge(
      "aof_last_rewrite_time_sec", "redis_aof_last_rewrite_duration_sec",
      "Seconds that the last rewrite of the append-only file took, -1 when there was none."),
    .gauge(
      "aof_current_rewrite_time_sec", "redis_aof_current_rewrite_duration_sec",
      "Seconds that the present rewrite of the append-only file takes so far, -1 when there is none."
    ),
    .counter("aof_rewrites", "redis_aof_rewrites_total", "Rewrites of the append-only file."),
    .gauge(
      "aof_rewrites_consecutive_failures", "redis_aof_rewrites_consecutive_failures",
      "Rewrites of the append-only file that failed since the last one that succeeded."),
    .gauge(
      "aof_last_cow_size", "redis_aof_last_cow_size_bytes",
      "Bytes copied on write during the last rewrite of the append-only file."),
    .gauge("aof_current_size", "redis_aof_current_size_bytes", "Size of the append-only file."),
    .gauge(
      "aof_base_size", "redis_aof_base_size_bytes",
      "Size that the append-only file had after its last rewrite or at the start."),
    .gauge(
      "aof_pending_rewrite", "redis_aof_pending_rewrite",
      "Whether a rewrite of the append-only file waits for the present dump."),
    .gauge(
      "aof_buffer_length", "redis_aof_buffer_length", "Bytes in the buffer of the append-only file."
    ),
    .gauge(
      "aof_rewrite_buffer_length", "redis_aof_rewrite_buffer_length",
      "Bytes in the buffer of the append-only file's rewrite."),
    .gauge(
      "aof_pending_bio_fsync", "redis_aof_pending_bio_fsync",
      "Syncs of the append-only file that wait in the background."),
    .gauge(
      "aof_delayed_fsync", "redis_aof_delayed_fsync",
      "Syncs of the append-only file that were delayed."),
    .gauge(
      "aof_last_bgrewrite_status", "redis_aof_last_bgrewrite_status",
      "Whether the last rewrite of the append-only file was successful."),
    .gauge(
      "aof_last_write_status", "redis_aof_last_write_status",
      "Whether the last write to the append-only file was successful."),
    .gauge(
      "module_fork_in_progress", "redis_module_fork_in_progress",
      "Whether a module's child is at work."),
    .gauge(
      "module_fork_last_cow_size", "redis_module_fork_last_cow_size",
      "Bytes copied on write during the last work of a module's child."),
  ]
}
