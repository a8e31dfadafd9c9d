/// How much of the tables is found in the server's cache, from `pg_statio_user_tables`.
struct StatioUserTablesCollector: ViewCollector {
  let name = "statio_user_tables"
  let isPerDatabase = true

  let views = [
    View(
      "pg_statio_user_tables ORDER BY heap_blks_read + heap_blks_hit DESC",
      database: .always, labels: ["schemaname": "schemaname", "relname": "relname"],
      columns: [
        .counter(
          "pg_statio_user_tables_heap_blocks_read", "heap_blks_read",
          "Blocks of the table that were not in the cache."),
        .counter(
          "pg_statio_user_tables_heap_blocks_hit", "heap_blks_hit",
          "Blocks of the table that were in the cache."),
        .counter(
          "pg_statio_user_tables_idx_blocks_read", "idx_blks_read",
          "Blocks of the table's indexes that were not in the cache."),
        .counter(
          "pg_statio_user_tables_idx_blocks_hit", "idx_blks_hit",
          "Blocks of the table's indexes that were in the cache."),
        .counter(
          "pg_statio_user_tables_toast_blocks_read", "toast_blks_read",
          "Blocks of the table's TOAST table that were not in the cache."),
        .counter(
          "pg_statio_user_tables_toast_blocks_hit", "toast_blks_hit",
          "Blocks of the table's TOAST table that were in the cache."),
        .counter(
          "pg_statio_user_tables_tidx_blocks_read", "tidx_blks_read",
          "Blocks of the TOAST table's index that were not in the cache."),
        .counter(
          "pg_statio_user_tables_tidx_blocks_hit", "tidx_blks_hit",
          "Blocks of the TOAST table's index that were in the cache."),
      ])
  ]
}
