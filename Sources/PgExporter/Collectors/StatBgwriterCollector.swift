/// What the background writer and the checkpointer did, from `pg_stat_bgwriter`; times are in
/// milliseconds.
///
/// From version 17 on the checkpointer's columns are in `pg_stat_checkpointer`. They are the same
/// counts, only that a standby's restartpoints are counted apart from checkpoints, so they are served
/// under their old names still and no dashboard goes blank. What other backends wrote is told by
/// nobody any more: `pg_stat_io` counts it differently, so those two families end with version 16.
///
/// Each family is served twice: as upstream calls it, and without `_total`, as it was called before
/// and as many dashboards still ask for it.
struct StatBgwriterCollector: ViewCollector {
  let name = "stat_bgwriter"

  let views = [
    View(
      "pg_stat_bgwriter",
      columns: columns(
        checkpoints: (
          timed: "checkpoints_timed", requested: "checkpoints_req",
          writing: "checkpoint_write_time", syncing: "checkpoint_sync_time",
          buffers: "buffers_checkpoint"
        ), reset: "stats_reset"),
      until: 17),
    View(
      "pg_stat_bgwriter AS b, pg_stat_checkpointer AS c",
      columns: columns(
        checkpoints: (
          timed: "num_timed + restartpoints_timed",
          requested: "num_requested + restartpoints_req", writing: "write_time",
          syncing: "sync_time", buffers: "buffers_written"
        ), reset: "b.stats_reset"),
      since: 17),
  ]

  private typealias CheckpointColumns = (
    timed: String, requested: String, writing: String, syncing: String, buffers: String
  )

  private static func columns(
    checkpoints: CheckpointColumns, reset: String
  ) -> [View.Column] {
    [
      both(
        "pg_stat_bgwriter_checkpoints_timed", checkpoints.timed,
        "Checkpoints and restartpoints that were due since the time between two had passed."),
      both(
        "pg_stat_bgwriter_checkpoints_req", checkpoints.requested,
        "Checkpoints and restartpoints that were asked for, by a command or since much WAL came."),
      both(
        "pg_stat_bgwriter_checkpoint_write_time", checkpoints.writing,
        "Milliseconds that checkpoints took to write files."),
      both(
        "pg_stat_bgwriter_checkpoint_sync_time", checkpoints.syncing,
        "Milliseconds that checkpoints took to get files onto disk."),
      both(
        "pg_stat_bgwriter_buffers_checkpoint", checkpoints.buffers,
        "Buffers that checkpoints wrote."),
      both(
        "pg_stat_bgwriter_buffers_clean", "buffers_clean",
        "Buffers that the background writer wrote."),
      both(
        "pg_stat_bgwriter_maxwritten_clean", "maxwritten_clean",
        "Rounds that the background writer ended early, having written as much as it may."),
      both(
        "pg_stat_bgwriter_buffers_backend", "buffers_backend",
        "Buffers that backends had to write themselves.", until: 17),
      both(
        "pg_stat_bgwriter_buffers_backend_fsync", "buffers_backend_fsync",
        "Times that a backend had to get a file onto disk itself.", until: 17),
      both("pg_stat_bgwriter_buffers_alloc", "buffers_alloc", "Buffers that were allocated."),
      both(
        "pg_stat_bgwriter_stats_reset", "floor(extract(epoch FROM \(reset)))",
        "Unix time at which these counters were set to zero."),
    ].flatMap { $0 }
  }

  /// A column under its new name and its old.
  private static func both(
    _ family: String, _ expression: String, _ help: String, until: ServerVersion? = nil
  ) -> [View.Column] {
    [
      .counter("\(family)_total", expression, help, until: until),
      .counter(family, expression, help, until: until),
    ]
  }
}
