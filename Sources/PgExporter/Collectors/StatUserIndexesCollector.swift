/// How much each index is used, from `pg_stat_user_indexes`: one that is not only costs.
/// Those come first, in case there are more than may be served.
struct StatUserIndexesCollector: ViewCollector {
  let name = "stat_user_indexes"
  let isPerDatabase = true

  let views = [
    View(
      "pg_stat_user_indexes ORDER BY idx_scan",
      database: .always,
      labels: [
        "schemaname": "schemaname", "relname": "relname", "indexrelname": "indexrelname",
      ],
      columns: [
        .counter("pg_stat_user_indexes_idx_scan_total", "idx_scan", "Scans of the index."),
        .gauge(
          "pg_stat_user_indexes_last_idx_scan", "extract(epoch FROM last_idx_scan)",
          "When the index was last scanned, in Unix time.", since: 16),
        .counter(
          "pg_stat_user_indexes_idx_tup_read_total", "idx_tup_read",
          "Entries that scans of the index returned."),
        .counter(
          "pg_stat_user_indexes_idx_tup_fetch_total", "idx_tup_fetch",
          "Live rows of the table that simple scans of the index fetched."),
      ])
  ]
}
