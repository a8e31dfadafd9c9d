import Shared

/// Which tables autovacuum is at work on, from `pg_stat_activity`.
///
/// Tables of the same name in several schemas or databases share a series, as the label is only the
/// name: that of the one that was begun first.
struct StatActivityAutovacuumCollector: ViewCollector {
  let name = "stat_activity_autovacuum"
  let neededRole: PredefinedRole? = .readAllStats

  let views = [
    View(
      """
      (SELECT regexp_replace(\(AutovacuumQuery.relation(in: "query")), '^[^.]*[.]', '') AS relname,
          xact_start
        FROM pg_stat_get_activity(NULL) WHERE backend_type = 'autovacuum worker') w
        WHERE relname IS NOT NULL GROUP BY relname ORDER BY relname
      """,
      labels: ["relname": "relname"],
      columns: [
        .gauge(
          "pg_stat_activity_autovacuum_timestamp_seconds",
          "extract(epoch FROM min(xact_start))",
          "When autovacuum began with the table, in seconds since 1970.")
      ])
  ]
}
