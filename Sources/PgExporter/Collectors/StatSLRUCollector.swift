/// The small caches of transaction states and the like, from `pg_stat_slru`.
struct StatSLRUCollector: ViewCollector {
  let name = "stat_slru"

  let views = [
    View(
      "pg_stat_slru", labels: ["slru": "name"],
      columns: [
        .counter(
          "pg_stat_slru_blks_zeroed_total", "blks_zeroed", "Blocks that were made empty."),
        .counter("pg_stat_slru_blks_hit_total", "blks_hit", "Blocks that were found in the cache."),
        .counter("pg_stat_slru_blks_read_total", "blks_read", "Blocks that were read from disk."),
        .counter(
          "pg_stat_slru_blks_written_total", "blks_written", "Blocks that were written to disk."),
        .counter(
          "pg_stat_slru_blks_exists_total", "blks_exists",
          "Blocks that were looked for, to see whether they exist."),
        .counter("pg_stat_slru_flushes_total", "flushes", "Flushes of all changed blocks."),
        .counter(
          "pg_stat_slru_truncates_total", "truncates", "Times that old blocks were dropped."),
        .gauge(
          "pg_stat_slru_stats_reset_timestamp_seconds", "extract(epoch FROM stats_reset)",
          "Unix time at which these counters were set to zero."),
      ],
      since: 13)
  ]
}
