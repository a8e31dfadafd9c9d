/// How much of each index is found in the server's cache, from `pg_statio_user_indexes`.
struct StatioUserIndexesCollector: ViewCollector {
  let name = "statio_user_indexes"
  let isPerDatabase = true

  let views = [
    View(
      "pg_statio_user_indexes ORDER BY idx_blks_read + idx_blks_hit DESC",
      database: .ifSeveral,
      labels: [
        "schemaname": "schemaname", "relname": "relname", "indexrelname": "indexrelname",
      ],
      columns: [
        .counter(
          "pg_statio_user_indexes_idx_blks_read_total", "idx_blks_read",
          "Blocks of the index that were not in the cache."),
        .counter(
          "pg_statio_user_indexes_idx_blks_hit_total", "idx_blks_hit",
          "Blocks of the index that were in the cache."),
      ])
  ]
}
