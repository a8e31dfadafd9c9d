import Shared

/// Every collector, in the order in which its metrics are served. A new one is a file in
/// `Collectors/` and a line here; one with flags also has a line in ``PgOptions``.
enum PgCollectors: CollectorCatalog, Sendable {
  static let all: [CollectorEntry<PgOptions, any PgCollector>] = [
    .on("blocked", "Who waits for locks, and who makes them wait.") { _ in BlockedCollector() },
    .on("locks", "Locks by database and mode.") { _ in LocksCollector() },
    .off("long_running_transactions", "Transactions that are open.") { _ in
      LongRunningTransactionsCollector()
    },
    .off("process_idle", "For how long idle sessions have been idle.") { _ in
      ProcessIdleCollector()
    },
    .on("replication", "How far a replica is behind.") { _ in ReplicationCollector() },
    .on("replication_slots", "Replication slots and the WAL that they keep.") { _ in
      ReplicationSlotsCollector()
    },
    .on("stat_activity", "Sessions by what they do.") { _ in StatActivityCollector() },
    .off("stat_activity_autovacuum", "What autovacuum is at work on.") { _ in
      StatActivityAutovacuumCollector()
    },
    .on("stat_archiver", "The archiver of WAL files.") { _ in StatArchiverCollector() },
    .on("stat_progress_vacuum", "How far each VACUUM has come.") { _ in
      StatProgressVacuumCollector()
    },
    .on("stat_replication", "Replicas that stream from the server.") { _ in
      StatReplicationCollector()
    },
    .on("stat_subscription", "Subscriptions of logical replication.") { _ in
      StatSubscriptionCollector()
    },
    .off("stat_wal_receiver", "The receiver of WAL on a standby.") { _ in
      StatWalReceiverCollector()
    },
  ]
}
