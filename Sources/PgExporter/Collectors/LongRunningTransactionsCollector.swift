import Shared

/// The transactions that are open, from `pg_stat_activity`; neither those of autovacuum nor the one
/// that asks.
struct LongRunningTransactionsCollector: ViewCollector {
  let name = "long_running_transactions"
  let neededRole: PredefinedRole? = .readAllStats

  let views = [
    View(
      """
      pg_stat_get_activity(NULL)
        WHERE xact_start IS NOT NULL AND state IS DISTINCT FROM 'idle'
          AND backend_type <> 'autovacuum worker' AND pid <> pg_backend_pid()
      """,
      columns: [
        .gauge("pg_long_running_transactions", "count(*)", "Transactions that are open."),
        // An age, whatever its name says.
        .gauge(
          "pg_long_running_transactions_oldest_timestamp_seconds",
          "greatest(extract(epoch FROM statement_timestamp() - min(xact_start)), 0)",
          "Seconds for which the oldest transaction has been open; 0 when none is."),
      ])
  ]
}
