import Shared

/// How many locks are held or waited for, by database and mode, from `pg_locks`;
/// those of the exporter's own session do not count: its statements share a transaction, which keeps
/// them.
struct LocksCollector: PgCollector {
  let name = "locks"

  func statements(for server: ServerInfo) -> [Statement] {
    [
      """
      SELECT d.datname, m.mode, count(l.mode)
        FROM pg_database d
        CROSS JOIN (VALUES
          ('accesssharelock'), ('rowsharelock'), ('rowexclusivelock'), ('shareupdateexclusivelock'),
          ('sharelock'), ('sharerowexclusivelock'), ('exclusivelock'), ('accessexclusivelock'),
          ('sireadlock')) AS m (mode)
        LEFT JOIN pg_locks l ON l.database = d.oid AND lower(l.mode) = m.mode
          AND l.pid IS DISTINCT FROM pg_backend_pid()
        GROUP BY 1, 2 ORDER BY 1, 2
      """
    ]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    metrics.family("pg_locks_count", .gauge, "Locks that are held or waited for.")
    for row in try answers.rows() {
      guard let count = row.number(2) else { continue }
      metrics.sample(count, row.labels(["datname", "mode"]))
    }
  }
}
