import Shared

/// How big the tables of the databases are, which is kept for a while.
///
/// To tell sizes the server opens every table and index and looks at every file: some 15 µs of its
/// time for each table with two indexes, six times what the counters take, and 15 kB of its memory.
/// There is no cheaper way that is as exact.
///
/// Opening takes a lock that an `ACCESS EXCLUSIVE` lock keeps waiting. A table that has one on
/// itself, an index or its TOAST table, or on which somebody waits for one, is left out.
/// Of too many, those are read that were the biggest when they were last vacuumed or analyzed.
final class TableSizes: Sendable {
  private struct Sizes {
    let rows: Rows
    /// Sizes that were left out since there were too many.
    let truncated: Int
    /// Whether that is all of them, and not only known to be some.
    let isCounted: Bool
  }

  /// By server and database.
  private let kept: KeptReadings<Sizes>
  private let view: View

  static let columns: [View.Column] = [
    .gauge(
      "pg_stat_user_tables_index_size_bytes", "pg_indexes_size(oid)",
      "Bytes that the table's indexes take on disk."),
    .gauge(
      "pg_stat_user_tables_table_size_bytes", "pg_table_size(oid)",
      "Bytes that the table takes on disk without its indexes."),
  ]

  /// - Parameter others: What else is served of each table, all of which counts towards the limit.
  init(maxAge: Duration, beside others: [View.Column]) {
    kept = KeptReadings(maxAge: maxAge)
    view = View(
      """
      (
        WITH busy AS MATERIALIZED (
            SELECT relation FROM pg_locks
              WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock' AND database =
                (SELECT oid FROM pg_database WHERE datname = current_database())),
          locked AS MATERIALIZED (
            SELECT relation FROM busy
            UNION SELECT indrelid FROM pg_index WHERE indexrelid IN (SELECT relation FROM busy))
        SELECT c.oid, n.nspname, c.relname, c.relpages
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_toast'
            AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            AND c.oid NOT IN (SELECT relation FROM locked)
            AND c.reltoastrelid NOT IN (SELECT relation FROM locked)
        ) AS c ORDER BY relpages DESC
      """,
      database: .always, labels: ["schemaname": "nspname", "relname": "relname"],
      columns: Self.columns, others: others)
  }

  /// Whether the server need not be asked.
  func areFresh(for server: ServerInfo) -> Bool {
    guard let sizes = kept.fresh(Self.key(server))?.contents else { return false }
    return sizes.truncated == 0 || sizes.isCounted || !server.countsRows
  }

  func statement(for server: ServerInfo) -> Statement { view.statement(for: server) }

  /// Writes what the server answered, and keeps it.
  func write(_ answers: Answers, _ index: Int, into metrics: inout MetricWriter) throws(PgError) {
    let before = answers.truncated
    let rows = try view.rows(answers, index)
    let sizes = Sizes(
      rows: rows, truncated: answers.truncated - before, isCounted: answers.server.countsRows)
    let time = ContinuousClock.now
    kept.keep(sizes, count: rows.count, for: Self.key(answers.server), at: time)
    write(sizes, time, for: answers.server, into: &metrics)
  }

  /// Writes what was kept.
  func writeKept(_ answers: Answers, into metrics: inout MetricWriter) {
    guard let reading = kept[Self.key(answers.server)] else { return }
    answers.leaveOut(reading.contents.truncated)
    write(reading.contents, reading.time, for: answers.server, into: &metrics)
  }

  private func write(
    _ sizes: Sizes, _ time: ContinuousClock.Instant, for server: ServerInfo,
    into metrics: inout MetricWriter
  ) {
    view.write(sizes.rows, for: server, into: &metrics)
    metrics.family(
      "pg_stat_user_tables_size_age_seconds", .gauge, "Seconds since the sizes were read.")
    let database = sizes.rows.first?.text(0) ?? server.database
    metrics.sample(time.duration(to: .now), [Label("datname", database)])
  }

  private static func key(_ server: ServerInfo) -> String { "\(server.label)/\(server.database)" }
}
