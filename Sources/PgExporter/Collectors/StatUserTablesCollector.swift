import Shared

/// What happens to the tables of a database, from `pg_stat_user_tables`, and how big they are.
///
/// A table that was never vacuumed has no time of its last vacuum.
struct StatUserTablesCollector: PgCollector {
  let name = "stat_user_tables"
  let isPerDatabase = true
  /// The sizes are due only when those that were kept are too old.
  let choosesAnew = true
  private let sizes: TableSizes

  init(_ options: StatUserTablesOptions) {
    sizes = TableSizes(maxAge: options.sizeMaxAge, beside: Self.counters.columns)
  }

  /// The busiest first, in case there are more than may be served.
  static let counters = View(
    """
    pg_stat_user_tables ORDER BY coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) \
    + n_tup_ins + n_tup_upd + n_tup_del DESC
    """,
    database: .always, labels: ["schemaname": "schemaname", "relname": "relname"],
    columns: [
      .counter(
        "pg_stat_user_tables_seq_scan", "seq_scan", "Scans that read the table from end to end."),
      .gauge(
        "pg_stat_user_tables_last_seq_scan", "extract(epoch FROM last_seq_scan)",
        "When the table was last read from end to end, in Unix time.", since: 16),
      .counter(
        "pg_stat_user_tables_seq_tup_read", "seq_tup_read", "Rows that such scans fetched."),
      .counter(
        "pg_stat_user_tables_idx_scan", "idx_scan", "Scans of the table's indexes."),
      .gauge(
        "pg_stat_user_tables_last_idx_scan", "extract(epoch FROM last_idx_scan)",
        "When an index of the table was last scanned, in Unix time.", since: 16),
      .counter(
        "pg_stat_user_tables_idx_tup_fetch", "idx_tup_fetch", "Rows that index scans fetched."),
      .counter("pg_stat_user_tables_n_tup_ins", "n_tup_ins", "Rows that were inserted."),
      .counter("pg_stat_user_tables_n_tup_upd", "n_tup_upd", "Rows that were updated."),
      .counter("pg_stat_user_tables_n_tup_del", "n_tup_del", "Rows that were deleted."),
      .counter(
        "pg_stat_user_tables_n_tup_hot_upd", "n_tup_hot_upd",
        "Updates that no index had to follow."),
      .counter(
        "pg_stat_user_tables_n_tup_newpage_upd_total", "n_tup_newpage_upd",
        "Updates whose new row went to another page.", since: 16),
      .gauge("pg_stat_user_tables_n_live_tup", "n_live_tup", "Live rows, as estimated."),
      .gauge("pg_stat_user_tables_n_dead_tup", "n_dead_tup", "Dead rows, as estimated."),
      .gauge(
        "pg_stat_user_tables_n_mod_since_analyze", "n_mod_since_analyze",
        "Rows that changed since the table was last analyzed, as estimated."),
      .gauge(
        "pg_stat_user_tables_n_ins_since_vacuum", "n_ins_since_vacuum",
        "Rows inserted since the table was last vacuumed, as estimated.", since: 13),
      .gauge(
        "pg_stat_user_tables_last_vacuum", "extract(epoch FROM last_vacuum)",
        "When somebody last vacuumed the table, in Unix time."),
      .gauge(
        "pg_stat_user_tables_last_autovacuum", "extract(epoch FROM last_autovacuum)",
        "When autovacuum last vacuumed the table, in Unix time."),
      .gauge(
        "pg_stat_user_tables_last_analyze", "extract(epoch FROM last_analyze)",
        "When somebody last analyzed the table, in Unix time."),
      .gauge(
        "pg_stat_user_tables_last_autoanalyze", "extract(epoch FROM last_autoanalyze)",
        "When autovacuum last analyzed the table, in Unix time."),
      .counter(
        "pg_stat_user_tables_vacuum_count", "vacuum_count", "How often somebody vacuumed it."),
      .counter(
        "pg_stat_user_tables_autovacuum_count", "autovacuum_count",
        "How often autovacuum vacuumed it."),
      .counter(
        "pg_stat_user_tables_analyze_count", "analyze_count", "How often somebody analyzed it."),
      .counter(
        "pg_stat_user_tables_autoanalyze_count", "autoanalyze_count",
        "How often autovacuum analyzed it."),
      .counter(
        "pg_stat_user_tables_vacuum_seconds_total", "total_vacuum_time / 1000",
        "Time spent in vacuums that somebody asked for.", since: 18),
      .counter(
        "pg_stat_user_tables_autovacuum_seconds_total", "total_autovacuum_time / 1000",
        "Time that autovacuum spent on vacuuming it.", since: 18),
      .counter(
        "pg_stat_user_tables_analyze_seconds_total", "total_analyze_time / 1000",
        "Time spent in analyses that somebody asked for.", since: 18),
      .counter(
        "pg_stat_user_tables_autoanalyze_seconds_total", "total_autoanalyze_time / 1000",
        "Time that autovacuum spent on analyzing it.", since: 18),
    ],
    others: TableSizes.columns)

  func statements(for server: ServerInfo) -> [Statement] {
    let counters = Self.counters.statement(for: server)
    return sizes.areFresh(for: server) ? [counters] : [counters, sizes.statement(for: server)]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    try Self.counters.write(answers, into: &metrics)
    var losses = Losses()
    losses.noting {
      if answers.count > 1 {
        try sizes.write(answers, 1, into: &metrics)
      } else {
        sizes.writeKept(answers, into: &metrics)
      }
    }
    try losses.report()
  }
}
