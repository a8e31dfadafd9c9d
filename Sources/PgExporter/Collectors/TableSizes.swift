import Shared
import Synchronization

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
  private let maxAge: Duration
  /// How many tables' sizes are kept, of all servers and databases together.
  private let maxKept = 100_000
  /// By server and database.
  private let kept = Mutex<[String: Reading]>([:])
  private let view: View

  private struct Reading {
    let rows: Rows
    /// Sizes that were left out since there were too many.
    let truncated: Int
    /// Whether that is all of them, and not only known to be some.
    let isCounted: Bool
    let time: ContinuousClock.Instant
  }

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
    self.maxAge = maxAge
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
    guard let reading = reading(for: server) else { return false }
    if reading.truncated > 0, server.countsRows, !reading.isCounted { return false }
    return reading.time.duration(to: .now) < maxAge
  }

  func statement(for server: ServerInfo) -> Statement { view.statement(for: server) }

  /// Writes what the server answered, and keeps it.
  func write(_ answers: Answers, _ index: Int, into metrics: inout MetricWriter) throws(PgError) {
    let before = answers.truncated
    let rows = try view.rows(answers, index)
    let reading = Reading(
      rows: rows, truncated: answers.truncated - before, isCounted: answers.server.countsRows,
      time: .now)
    if maxAge > .zero { keep(reading, for: answers.server) }
    write(reading, for: answers.server, into: &metrics)
  }

  /// Writes what was kept.
  func writeKept(_ answers: Answers, into metrics: inout MetricWriter) {
    guard let reading = reading(for: answers.server) else { return }
    answers.leaveOut(reading.truncated)
    write(reading, for: answers.server, into: &metrics)
  }

  private func write(
    _ reading: Reading, for server: ServerInfo, into metrics: inout MetricWriter
  ) {
    view.write(reading.rows, for: server, into: &metrics)
    metrics.family(
      "pg_stat_user_tables_size_age_seconds", .gauge, "Seconds since the sizes were read.")
    let database = reading.rows.first?.text(0) ?? server.database
    metrics.sample(reading.time.duration(to: .now), [Label("datname", database)])
  }

  private func reading(for server: ServerInfo) -> Reading? {
    kept.withLock { $0[Self.key(server)] }
  }

  /// Keeps a reading in the place of the oldest, where there are too many.
  private func keep(_ reading: Reading, for server: ServerInfo) {
    kept.withLock { kept in
      kept[Self.key(server)] = reading
      var count = kept.values.reduce(0) { $0 + $1.rows.count + 1 }
      while count > maxKept, let oldest = kept.min(by: { $0.value.time < $1.value.time }) {
        kept[oldest.key] = nil
        count -= oldest.value.rows.count + 1
      }
    }
  }

  private static func key(_ server: ServerInfo) -> String { "\(server.label)/\(server.database)" }
}
