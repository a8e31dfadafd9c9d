import Shared

/// Every collector, in the order in which its metrics are served. A new one is a file in
/// `Collectors/` and a line here; one with flags also has a line in ``PgOptions``.
enum PgCollectors: CollectorCatalog, Sendable {
  static let all: [CollectorEntry<PgOptions, any PgCollector>] = [
    .on("backup", "Backups that are being made.") { _ in BackupCollector() },
    .on("blocked", "Who waits for locks, and who makes them wait.") { _ in BlockedCollector() },
    .off("buffercache_summary", "What the shared buffers hold; needs the extension pg_buffercache.")
    { _ in BuffercacheSummaryCollector() },
    .on("database", "Sizes and connection limits of databases.") {
      DatabaseCollector(sizeMaxAge: $0.database.sizeMaxAge, excluding: $0.excludedDatabases)
    },
    .off("database_wraparound", "Age of the oldest transactions by database.") { _ in
      DatabaseWraparoundCollector()
    },
    .on("locks", "Locks by database and mode.") { _ in LocksCollector() },
    .off("long_running_transactions", "Transactions that are open.") { _ in
      LongRunningTransactionsCollector()
    },
    .off("postmaster", "When the server started.") { _ in PostmasterCollector() },
    .off("process_idle", "For how long idle sessions have been idle.") { _ in
      ProcessIdleCollector()
    },
    .on("replication", "How far a replica is behind.") { _ in ReplicationCollector() },
    .on("replication_slots", "Replication slots and the WAL that they keep.") { _ in
      ReplicationSlotsCollector()
    },
    .on("roles", "Connection limits of roles.") { _ in RolesCollector() },
    .on("settings", "The server's settings.") { _ in SettingsCollector() },
    .on("stat_activity", "Sessions by what they do.") { _ in StatActivityCollector() },
    .off("stat_activity_autovacuum", "What autovacuum is at work on.") { _ in
      StatActivityAutovacuumCollector()
    },
    .on("stat_archiver", "The archiver of WAL files.") { _ in StatArchiverCollector() },
    .on("stat_bgwriter", "The background writer, and checkpoints.") { _ in StatBgwriterCollector()
    },
    .on("stat_checkpointer", "The checkpointer, since version 17.") { _ in
      StatCheckpointerCollector()
    },
    .on("stat_database", "Activity by database.") { _ in StatDatabaseCollector() },
    .on("stat_database_conflicts", "Queries that a standby cancelled, by database.") { _ in
      StatDatabaseConflictsCollector()
    },
    .on("stat_io", "Reads and writes by kind of backend, since version 16.") { _ in
      StatIOCollector()
    },
    .on("stat_progress_vacuum", "How far each VACUUM has come.") { _ in
      StatProgressVacuumCollector()
    },
    .on("stat_replication", "Replicas that stream from the server.") { _ in
      StatReplicationCollector()
    },
    .on("stat_slru", "Caches of transaction states and the like, since version 13.") { _ in
      StatSLRUCollector()
    },
    .off("stat_statements", "The statements that take the most time.") {
      StatStatementsCollector($0.statStatements)
    },
    .on("stat_subscription", "Subscriptions of logical replication.") { _ in
      StatSubscriptionCollector()
    },
    .off("stat_user_indexes", "How much indexes are used.") { _ in StatUserIndexesCollector() },
    .on("stat_user_tables", "What happens to tables, and how big they are.") {
      StatUserTablesCollector($0.statUserTables)
    },
    .on("stat_wal", "WAL that was made, since version 14.") { _ in StatWALCollector() },
    .off("stat_wal_receiver", "The receiver of WAL on a standby.") { _ in
      StatWalReceiverCollector()
    },
    .on("static", "The server's version as labels.") { _ in StaticCollector() },
    .off("statio_user_indexes", "Indexes found in the cache.") { _ in
      StatioUserIndexesCollector()
    },
    .on("statio_user_tables", "Tables found in the cache.") { _ in StatioUserTablesCollector() },
    .on("wal", "WAL files on disk.") { _ in WALCollector() },
    .off("xlog_location", "Place in the WAL, before version 10.") { _ in XlogLocationCollector() },
  ]
}
