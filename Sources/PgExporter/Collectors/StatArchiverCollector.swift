import Shared

/// How the archiver does, from `pg_stat_archiver`.
struct StatArchiverCollector: ViewCollector {
  let name = "stat_archiver"

  let views = [
    View(
      "pg_stat_archiver",
      columns: [
        .counter(
          "pg_stat_archiver_archived_count", "archived_count", "WAL files that were archived."),
        .counter(
          "pg_stat_archiver_failed_count", "failed_count",
          "Attempts to archive a WAL file that failed."),
        .gauge(
          "pg_stat_archiver_last_archive_age",
          View.notNegative("extract(epoch FROM clock_timestamp() - last_archived_time)"),
          "Seconds since a WAL file was last archived."),
        .gauge(
          "pg_stat_archiver_last_failed_timestamp_seconds",
          "extract(epoch FROM last_failed_time)",
          "When an attempt to archive a WAL file last failed, in seconds since 1970."),
      ])
  ]
}
