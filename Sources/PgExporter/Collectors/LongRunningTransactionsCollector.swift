import Shared

/// The transactions that are open, from `pg_stat_activity`; neither those of autovacuum nor the one
/// that asks. Nothing when not all sessions are seen.
struct LongRunningTransactionsCollector: ViewCollector {
  let name = "long_running_transactions"
  let neededRole: PredefinedRole? = .readAllStats

  let views = [
    View(
      """
      (SELECT *, xact_start IS NOT NULL AND state IS DISTINCT FROM 'idle'
            AND backend_type <> 'autovacuum worker' AND pid <> pg_backend_pid() AS is_open
          FROM pg_stat_get_activity(NULL)) s
        HAVING \(PredefinedRole.seesAllSessions)
      """,
      columns: [
        .gauge(
          "pg_long_running_transactions", "count(*) FILTER (WHERE is_open)",
          "Transactions that are open."),
        // An age, whatever its name says.
        .gauge(
          "pg_long_running_transactions_oldest_timestamp_seconds",
          """
          greatest(extract(epoch FROM clock_timestamp() - min(xact_start) FILTER (WHERE is_open)), 0)
          """,
          "Seconds for which the oldest transaction has been open; 0 when none is."),
      ])
  ]

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard !(try answers.all().isEmpty) else { throw MissingRight(.readAllStats) }
    try views[0].write(answers, into: &metrics)
  }
}
