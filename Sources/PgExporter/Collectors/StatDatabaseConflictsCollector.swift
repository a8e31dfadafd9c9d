/// Queries that a standby had to cancel, from `pg_stat_database_conflicts`; all zero on a primary.
struct StatDatabaseConflictsCollector: ViewCollector {
  let name = "stat_database_conflicts"

  let views = [
    View(
      "pg_stat_database_conflicts", labels: ["datid": "datid", "datname": "datname"],
      columns: [
        .counter(
          "pg_stat_database_conflicts_confl_tablespace", "confl_tablespace",
          "Queries cancelled since a tablespace was dropped."),
        .counter(
          "pg_stat_database_conflicts_confl_lock", "confl_lock",
          "Queries cancelled since they waited too long for a lock."),
        .counter(
          "pg_stat_database_conflicts_confl_snapshot", "confl_snapshot",
          "Queries cancelled since they needed rows that were vacuumed away."),
        .counter(
          "pg_stat_database_conflicts_confl_bufferpin", "confl_bufferpin",
          "Queries cancelled since they held a buffer that was to be cleaned up."),
        .counter(
          "pg_stat_database_conflicts_confl_deadlock", "confl_deadlock",
          "Queries cancelled since they and the replay of WAL waited for each other."),
        .counter(
          "pg_stat_database_conflicts_confl_active_logicalslot", "confl_active_logicalslot",
          "Uses of logical slots ended, since rows they needed were vacuumed away or the primary "
            + "no longer writes enough WAL for them.",
          since: 16),
      ])
  ]

  func constantLabels(for server: ServerInfo) -> [(String, String)] { server.serverLabels }
}
