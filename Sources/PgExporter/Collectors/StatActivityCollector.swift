import Shared

/// What the sessions do, by database, state, user, application and what they wait for, from
/// `pg_stat_activity`; the exporter's own session does not count.
///
/// Every database has a series for each state, with empty labels when no session is in it. There are
/// never more other series than sessions, but whoever may connect chooses an `application_name`
/// (which the server cuts to 63 bytes): where there are too many series, those with the most
/// sessions are served.
///
/// The function behind the view is read, since the view joins catalogs for columns unused here.
struct StatActivityCollector: PgCollector {
  let name = "stat_activity"
  let neededRole: PredefinedRole? = .readAllStats

  private static let labels = [
    "datname", "state", "usename", "application_name", "backend_type", "wait_event_type",
    "wait_event",
  ]

  func statements(for server: ServerInfo) -> [Statement] {
    // No LIMIT: the rows are bounded by databases and sessions, and counted when they are left out.
    [
      """
      SELECT datname, state, usename, application_name, backend_type, wait_event_type, wait_event,
          sessions, seconds
        FROM (
          SELECT d.datname, s.state, pg_get_userbyid(a.usesysid) AS usename, a.application_name,
              a.backend_type, a.wait_event_type, a.wait_event, coalesce(a.sessions, 0) AS sessions,
              greatest(extract(epoch FROM now() - a.oldest), 0) AS seconds, s.place,
              row_number() OVER (ORDER BY a.sessions DESC NULLS LAST)
                > \(max(1, server.seriesLimit / 2)) AS is_beyond
            FROM pg_database d
            CROSS JOIN (VALUES
              (1, 'active'), (2, 'idle'), (3, 'idle in transaction'),
              (4, 'idle in transaction (aborted)'), (5, 'fastpath function call'),
              (6, 'disabled')) AS s (place, state)
            LEFT JOIN (
              SELECT datid, state, usesysid, application_name, backend_type, wait_event_type,
                  wait_event, count(*) AS sessions, min(xact_start) AS oldest
                FROM pg_stat_get_activity(NULL)
                WHERE pid <> pg_backend_pid()
                GROUP BY 1, 2, 3, 4, 5, 6, 7) a ON a.datid = d.oid AND a.state = s.state) t
        ORDER BY is_beyond, datname, place, usename, application_name, backend_type,
          wait_event_type, wait_event
      """
    ]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let rows = try answers.rows(seriesPerRow: 2)
    let labels = rows.map { $0.labels(Self.labels) }
    metrics.family("pg_stat_activity_count", .gauge, "Sessions.")
    for (row, labels) in zip(rows, labels) {
      if let count = row.number(7) { metrics.sample(count, labels) }
    }
    metrics.family(
      "pg_stat_activity_max_tx_duration", .gauge,
      "Seconds for which the oldest transaction of these sessions has been open.")
    for (row, labels) in zip(rows, labels) {
      if let seconds = row.number(8) { metrics.sample(seconds, labels) }
    }
  }
}
