import Shared

/// For how long idle sessions have been idle, by state and application, from `pg_stat_activity`.
///
/// The histogram is of the moment: its counts fall when sessions become busy or end.
/// Who does not see all sessions is served nothing.
struct ProcessIdleCollector: PgCollector {
  let name = "process_idle"
  let neededRole: PredefinedRole? = .readAllStats

  /// Seconds.
  private static let bounds = [1, 2, 5, 15, 30, 60, 90, 120, 300]

  func statements(for server: ServerInfo) -> [Statement] {
    let buckets = Self.bounds.map { "count(*) FILTER (WHERE seconds <= \($0))" }
    let nothing = Array(repeating: "NULL", count: Self.bounds.count + 4).joined(separator: ", ")
    let limit = max(1, server.seriesLimit / (Self.bounds.count + 3))
    return [
      """
      WITH sessions AS MATERIALIZED (
        SELECT state, application_name, state_change, backend_type FROM pg_stat_get_activity(NULL)),
      known AS MATERIALIZED (SELECT \(PredefinedRole.seesAllSessions) AS all_seen FROM sessions)
      (SELECT state, application_name, sum(seconds), count(*), \(buckets.joined(separator: ", "))
        FROM (
          SELECT state, application_name,
              greatest(extract(epoch FROM clock_timestamp() - state_change), 0) AS seconds
            FROM sessions
            WHERE (SELECT all_seen FROM known) AND state LIKE 'idle%' AND state_change IS NOT NULL) idle
        GROUP BY 1, 2
        ORDER BY row_number() OVER (ORDER BY count(*) DESC) > \(limit), 1, 2)
      UNION ALL
      SELECT \(nothing) FROM known WHERE NOT all_seen
      """
    ]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let rows = try answers.rows(seriesPerRow: Self.bounds.count + 3)
    if let row = rows.first, row.integer(3) == nil { throw MissingRight(.readAllStats) }
    metrics.family(
      "pg_process_idle_seconds", .histogram, "Seconds for which idle sessions have been idle.")
    for row in rows {
      guard let sum = row.double(2), let count = row.integer(3) else { continue }
      let buckets = Self.bounds.enumerated().compactMap { index, bound in
        row.integer(4 + index).map { (upperBound: Double(bound), count: UInt64($0)) }
      }
      metrics.histogram(
        buckets: buckets, sum: sum, count: UInt64(count),
        row.labels(["state", "application_name"]))
    }
  }
}
