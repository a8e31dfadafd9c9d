/// What the checkpointer did, from `pg_stat_checkpointer`; times are in milliseconds.
struct StatCheckpointerCollector: ViewCollector {
  let name = "stat_checkpointer"

  let views = [
    View(
      "pg_stat_checkpointer",
      columns: [
        .counter(
          "pg_stat_checkpointer_num_timed_total", "num_timed",
          "Checkpoints that were due since the time between two had passed."),
        .counter(
          "pg_stat_checkpointer_num_requested_total", "num_requested",
          "Checkpoints that were asked for, by a command or since much WAL was written."),
        .counter(
          "pg_stat_checkpointer_num_done_total", "num_done",
          "Checkpoints that were completed.", since: 18),
        .counter(
          "pg_stat_checkpointer_restartpoints_timed_total", "restartpoints_timed",
          "Restartpoints of a standby that were due since the time between two had passed."),
        .counter(
          "pg_stat_checkpointer_restartpoints_req_total", "restartpoints_req",
          "Restartpoints of a standby that were asked for."),
        .counter(
          "pg_stat_checkpointer_restartpoints_done_total", "restartpoints_done",
          "Restartpoints of a standby that were completed."),
        .counter(
          "pg_stat_checkpointer_write_time_total", "write_time",
          "Milliseconds that checkpoints and restartpoints took to write files."),
        .counter(
          "pg_stat_checkpointer_sync_time_total", "sync_time",
          "Milliseconds that checkpoints and restartpoints took to get files onto disk."),
        .counter(
          "pg_stat_checkpointer_buffers_written_total", "buffers_written",
          "Shared buffers that checkpoints and restartpoints wrote."),
        .counter(
          "pg_stat_checkpointer_slru_written_total", "slru_written",
          "Buffers of the SLRU caches that checkpoints and restartpoints wrote.", since: 18),
        .counter(
          "pg_stat_checkpointer_stats_reset_total", "extract(epoch FROM stats_reset)",
          "Unix time at which these counters were set to zero."),
      ],
      since: 17)
  ]
}
