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
          FROM pg_stat_get_activity(NULL) WHERE backend_type = 'autovacuum worker'
        UNION ALL
        SELECT NULL, 'infinity' FROM pg_stat_get_activity(NULL)
          HAVING NOT \(PredefinedRole.seesAllSessions)) w
        WHERE relname IS NOT NULL OR xact_start = 'infinity' GROUP BY relname ORDER BY relname
      """,
      labels: ["relname": "relname"],
      columns: [
        .gauge(
          "pg_stat_activity_autovacuum_timestamp_seconds",
          "extract(epoch FROM min(xact_start))",
          "When autovacuum began with the table, in seconds since 1970.")
      ])
  ]

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    // The only row without a table stands for what is not seen.
    for row in try answers.all() where row.text(0) == nil { throw MissingRight(.readAllStats) }
    try views[0].write(answers, into: &metrics)
  }
}
