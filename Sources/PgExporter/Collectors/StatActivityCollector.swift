import Shared

/// What the sessions do, by database, state, user, application and what they wait for, from
/// `pg_stat_activity`; the exporter's own session does not count.
///
/// Every database has a series for each state, with empty labels when no session is in it. Of the
/// others there are never more than sessions; but whoever may connect chooses an `application_name`,
/// which the server cuts to 63 bytes. Where there are too many series, those with the most sessions
/// are served.
///
/// Who does not see all sessions is served none: a part of them would be taken for the whole.
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
      WITH groups AS MATERIALIZED (
        SELECT datid, state, usesysid, application_name, backend_type, wait_event_type, wait_event,
            count(*) AS sessions, min(xact_start) AS oldest
          FROM pg_stat_get_activity(NULL)
          WHERE pid <> pg_backend_pid()
          GROUP BY 1, 2, 3, 4, 5, 6, 7),
      known AS MATERIALIZED (SELECT \(PredefinedRole.seesAllSessions) AS all_seen FROM groups)
      (SELECT d.datname, g.state, pg_get_userbyid(g.usesysid), g.application_name, g.backend_type,
          g.wait_event_type, g.wait_event, g.sessions,
          greatest(extract(epoch FROM clock_timestamp() - g.oldest), 0)
        FROM groups g JOIN pg_database d ON d.oid = g.datid
        WHERE g.state IS NOT NULL AND (SELECT all_seen FROM known)
        ORDER BY row_number() OVER (ORDER BY g.sessions DESC) > \(max(1, server.seriesLimit / 2)),
          1, 2, 3, 4, 5, 6, 7)
      UNION ALL
      SELECT d.datname, s.state, NULL, NULL, NULL, NULL, NULL, 0, 0
        FROM pg_database d
        CROSS JOIN (VALUES
          ('active'), ('idle'), ('idle in transaction'), ('idle in transaction (aborted)'),
          ('fastpath function call'), ('disabled')) AS s (state)
        WHERE (SELECT all_seen FROM known)
          AND NOT EXISTS (SELECT FROM groups g WHERE g.datid = d.oid AND g.state = s.state)
      """
    ]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let rows = try answers.rows(seriesPerRow: 2)
    // A database, and so a row, there is always.
    guard !rows.isEmpty else { throw MissingRight(.readAllStats) }
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
