import Shared

/// How large each database is and how many connections it may have, from `pg_database`.
///
/// The size is asked for only where the role may know it, so that one forbidden database does not
/// cost the others theirs.
struct DatabaseCollector: PgCollector {
  let name = "database"
  private let statement: Statement

  /// - Parameter excluded: Names of databases that are not to be looked at.
  init(excluding excluded: [String] = []) {
    let condition =
      excluded.isEmpty
      ? "" : "WHERE datname NOT IN (\(excluded.map(\.sqlLiteral).joined(separator: ", ")))"
    statement = Statement(
      """
      SELECT datname, datconnlimit, may_read,
          CASE WHEN may_read THEN pg_database_size(oid) END
        FROM pg_database, LATERAL (
          SELECT has_database_privilege(oid, 'CONNECT')
            OR pg_has_role('pg_read_all_stats', 'USAGE')) AS rights (may_read)
        \(condition)
      """)
  }

  func statements(for server: ServerInfo) -> [Statement] { [statement] }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let rows = try answers.rows(seriesPerRow: 2)
    let labels = rows.map { $0.labels(["datname"]) }
    var losses = Losses()
    metrics.family("pg_database_size_bytes", .gauge, "Bytes that the database has on disk.")
    for (row, labels) in zip(rows, labels) {
      if let size = row.number(3) {
        metrics.sample(size, labels)
      } else if row.bool(2) == false {
        losses.note(
          PgError(
            """
            the size of database \(row.text(0) ?? "") may not be read: GRANT pg_read_all_stats to \
            the role, or leave it out by --exclude-databases
            """))
      }
    }
    metrics.family(
      "pg_database_connection_limit", .gauge,
      "Connections that the database may have at once, -1 for any number.")
    for (row, labels) in zip(rows, labels) {
      if let limit = row.number(1) { metrics.sample(limit, labels) }
    }
    try losses.report()
  }
}
