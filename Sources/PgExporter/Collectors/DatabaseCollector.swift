import Shared

/// How large each database is and how many connections it may have, from `pg_database`.
///
/// The size is asked for only where the role may know it, so that one forbidden database does not
/// cost the others theirs. The server looks at every file for it, some 0.3 ms of its time for an
/// empty database, so sizes are kept for a while; which databases there are is asked each time.
struct DatabaseCollector: PgCollector {
  let name = "database"
  /// Only sizes that are not kept are asked for.
  let choosesAnew = true
  private let condition: String
  /// By the OID of the database, and by server.
  private let sizes: KeptReadings<[Int: Int]>

  /// - Parameters:
  ///   - sizeMaxAge: How long sizes are served before the server is asked again.
  ///   - excluded: Names of databases that are not to be looked at.
  init(sizeMaxAge: Duration = .zero, excluding excluded: [String] = []) {
    sizes = KeptReadings(maxAge: sizeMaxAge)
    condition =
      excluded.isEmpty
      ? "" : "WHERE datname NOT IN (\(excluded.map(\.sqlLiteral).joined(separator: ", ")))"
  }

  func statements(for server: ServerInfo) -> [Statement] {
    let known = sizes.fresh(server.label)?.contents
    // A database that is made again under its name has another OID.
    let isWanted =
      known.map { "may_read AND oid <> ALL ('{\(Self.list($0.keys))}')" } ?? "may_read"
    return [
      Statement(
        """
        SELECT datname, datconnlimit, may_read,
            CASE WHEN \(isWanted) THEN pg_database_size(oid) END, oid, \(known == nil)
          FROM pg_database, LATERAL (
            SELECT has_database_privilege(oid, 'CONNECT')
              OR pg_has_role('pg_read_all_stats', 'USAGE')) AS rights (may_read)
          \(condition)
        """)
    ]
  }

  /// The same text for the same databases, since it is prepared.
  private static func list(_ databases: Dictionary<Int, Int>.Keys) -> String {
    databases.sorted().map { "\($0)" }.joined(separator: ",")
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let rows = try answers.rows(seriesPerRow: 2)
    let labels = rows.map { $0.labels(["datname"]) }
    let (known, time) = take(rows, of: answers.server)
    var losses = Losses()
    metrics.family("pg_database_size_bytes", .gauge, "Bytes that the database has on disk.")
    for (row, labels) in zip(rows, labels) {
      if row.bool(2) == false {
        losses.note(
          PgError(
            """
            the size of database \(row.text(0) ?? "") may not be read: GRANT pg_read_all_stats to \
            the role, or leave it out by --exclude-databases
            """))
      } else if let size = row.integer(4).flatMap({ known[$0] }) {
        metrics.sample(size, labels)
      }
    }
    metrics.family(
      "pg_database_connection_limit", .gauge,
      "Connections that the database may have at once, -1 for any number.")
    for (row, labels) in zip(rows, labels) {
      if let limit = row.number(1) { metrics.sample(limit, labels) }
    }
    if !known.isEmpty {
      metrics.gauge(
        "pg_database_size_age_seconds", "Seconds since the sizes of databases were read.",
        time.duration(to: .now))
    }
    try losses.report()
  }

  /// Keeps what was read, beside what is kept of the databases that there still are.
  ///
  /// - Returns: All sizes by database, and when the oldest of them were read.
  private func take(
    _ rows: Rows, of server: ServerInfo
  ) -> (sizes: [Int: Int], time: ContinuousClock.Instant) {
    let isWhole = rows.first?.bool(5) ?? true
    let before = isWhole ? nil : sizes[server.label]
    var known: [Int: Int] = [:]
    for row in rows {
      guard let database = row.integer(4) else { continue }
      known[database] = row.integer(3) ?? before?.contents[database]
    }
    let time = before?.time ?? .now
    sizes.keep(known, count: known.count, for: server.label, at: time)
    return (known, time)
  }
}
