/// How much WAL was made and written, from `pg_stat_wal`.
///
/// From version 18 on, writing and syncing are told by `pg_stat_io` alone.
struct StatWALCollector: ViewCollector {
  let name = "stat_wal"

  let views = [
    View(
      "pg_stat_wal",
      columns: [
        .counter("pg_stat_wal_records_total", "wal_records", "WAL records that were made."),
        .counter(
          "pg_stat_wal_full_page_images_total", "wal_fpi", "Images of whole pages in the WAL."),
        .counter("pg_stat_wal_bytes_total", "wal_bytes", "Bytes of WAL that were made."),
        .counter(
          "pg_stat_wal_buffers_full_total", "wal_buffers_full",
          "Times that WAL had to be written since its buffers were full."),
        .counter(
          "pg_stat_wal_writes_total", "wal_write", "Writes of WAL buffers to disk.", until: 18),
        .counter(
          "pg_stat_wal_syncs_total", "wal_sync", "Times that WAL files were synced.", until: 18),
        .counter(
          "pg_stat_wal_write_time_seconds_total", "wal_write_time / 1000",
          "Seconds spent writing WAL; 0 unless track_wal_io_timing is on.", until: 18),
        .counter(
          "pg_stat_wal_sync_time_seconds_total", "wal_sync_time / 1000",
          "Seconds spent syncing WAL files; 0 unless track_wal_io_timing is on.", until: 18),
        .gauge(
          "pg_stat_wal_stats_reset_timestamp_seconds", "extract(epoch FROM stats_reset)",
          "Unix time at which these counters were set to zero."),
      ],
      since: 14)
  ]
}
