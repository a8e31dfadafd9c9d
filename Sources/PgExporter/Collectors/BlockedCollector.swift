import Shared

/// Who waits for locks, and who makes them wait, from `pg_stat_activity` and `pg_locks`.
///
/// While nobody waits it costs a look at the sessions. Only when somebody does are the locks read,
/// and `pg_blocking_pids`, which stops the lock manager for a moment, is called once for each lock
/// and mode that is waited for: for the last in the queue, before whom stand all the others.
/// Blamed are those at the root, who hold up others and wait for no lock themselves.
///
/// Of sessions that the role may not see in full, the locks tell whether they wait; the state and the
/// age of those that are to blame are not known then.
///
/// Databases are named by a function that has their names in the session's cache, not from
/// `pg_database`: a lock on that is one of the things to tell of.
struct BlockedCollector: PgCollector {
  let name = "blocked"
  let neededRole: PredefinedRole? = .readAllStats

  /// Locks and modes that blockers are looked for behind.
  private static let searchedLocks = 100
  /// Groups of blockers that are served, those with the most sessions first.
  private static let servedBlockers = 50

  func statements(for server: ServerInfo) -> [Statement] {
    let databaseName = "(pg_identify_object_as_address(1262, datid, 0)).object_names[1]"
    // Before 14 nobody notes when a wait began, only when the statement did.
    let hasWaitStart = server.version >= 14
    let waitStart = hasWaitStart ? "waitstart" : "NULL::timestamptz"
    let since = hasWaitStart ? "since" : "CASE WHEN is_waiting THEN query_start END"
    return [
      """
      WITH seen AS MATERIALIZED (
        SELECT pid, datid, usesysid, application_name, backend_type, state, xact_start, query_start,
            wait_event, wait_event_type
          FROM pg_stat_get_activity(NULL)),
      hidden AS MATERIALIZED (
        SELECT pid, min(locktype) AS lock_type FROM pg_lock_status()
          WHERE NOT granted AND (SELECT bool_or(backend_type IS NULL) FROM seen) GROUP BY pid),
      sessions AS MATERIALIZED (
        SELECT pid, datid, usesysid, application_name, backend_type, state, xact_start, query_start,
            coalesce(wait_event, lock_type) AS lock_type,
            CASE WHEN backend_type IS NULL THEN lock_type IS NOT NULL
              ELSE wait_event_type IS NOT DISTINCT FROM 'Lock' END AS is_waiting
          FROM seen LEFT JOIN hidden USING (pid)),
      requests AS MATERIALIZED (
        SELECT pid, \(waitStart) AS since,
            row_number() OVER (
              PARTITION BY locktype, database, relation, page, tuple, virtualxid,
                transactionid::text, classid, objid, objsubid, mode
              ORDER BY \(waitStart) DESC NULLS FIRST) = 1 AS is_last
          FROM pg_lock_status()
          WHERE NOT granted AND (SELECT bool_or(is_waiting) FROM sessions)),
      blockers AS (
        SELECT DISTINCT coalesce(b.datid, w.datid) AS datid, b.pid, b.usesysid, b.application_name,
            b.backend_type, b.xact_start,
            CASE p.pid WHEN 0 THEN 'prepared transaction' ELSE b.state END AS state
          FROM (SELECT pid FROM requests WHERE is_last LIMIT \(Self.searchedLocks)) r
          JOIN sessions w ON w.pid = r.pid
          CROSS JOIN unnest(pg_blocking_pids(r.pid)) AS p (pid)
          LEFT JOIN sessions b ON b.pid = p.pid
          WHERE b.is_waiting IS NOT TRUE)
      SELECT \(databaseName), NULL, NULL, NULL, NULL, count(*) FILTER (WHERE is_waiting),
          CASE WHEN count(*) FILTER (WHERE is_waiting) = 0 THEN 0
            ELSE \(View.notNegative("extract(epoch FROM max(clock_timestamp() - \(since)))")) END,
          'database'
        FROM sessions LEFT JOIN requests USING (pid)
        GROUP BY datid HAVING datid IS NOT NULL OR bool_or(is_waiting)
      UNION ALL
      SELECT \(databaseName), lock_type, NULL, NULL, NULL, count(*), NULL, 'lock'
        FROM sessions WHERE is_waiting GROUP BY datid, lock_type
      UNION ALL
      (SELECT \(databaseName), state, pg_get_userbyid(usesysid), application_name, backend_type,
          count(*), \(View.notNegative("extract(epoch FROM max(clock_timestamp() - xact_start))")),
          'blocker'
        FROM blockers GROUP BY datid, state, usesysid, application_name, backend_type
        ORDER BY count(*) DESC LIMIT \(Self.servedBlockers))
      ORDER BY 8 DESC, 1, 2, 3, 4, 5
      """
    ]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let rows = try answers.rows(seriesPerRow: 2)
    func write(_ column: Int, of part: String, _ labels: [String]) {
      for row in rows where row.text(7) == part {
        if let value = row.number(column) { metrics.sample(value, row.labels(labels)) }
      }
    }
    let blocker = ["datname", "state", "usename", "application_name", "backend_type"]
    metrics.family("pg_blocked_backends", .gauge, "Sessions that wait for a lock.")
    write(5, of: "database", ["datname"])
    metrics.family(
      "pg_blocked_max_wait_seconds", .gauge,
      """
      Seconds for which the longest of them has waited, 0 when none does; before PostgreSQL 14 since \
      its statement began.
      """)
    write(6, of: "database", ["datname"])
    metrics.family(
      "pg_blocked_lock_waits", .gauge, "Sessions that wait for a lock, by the kind of lock.")
    write(5, of: "lock", ["datname", "lock_type"])
    metrics.family(
      "pg_blocking_backends", .gauge,
      "Sessions that make others wait for a lock, and wait for none themselves.")
    write(5, of: "blocker", blocker)
    metrics.family(
      "pg_blocking_max_tx_seconds", .gauge,
      "Seconds for which the oldest transaction of the sessions that make others wait is open.")
    write(6, of: "blocker", blocker)
  }
}
