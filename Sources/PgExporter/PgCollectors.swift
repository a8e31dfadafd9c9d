import Shared

/// Every collector, in the order in which its metrics are served. A new one is a file in
/// `Collectors/` and a line here; one with flags also has a line in ``PgOptions``.
enum PgCollectors: CollectorCatalog, Sendable {
  static let all: [CollectorEntry<PgOptions, any PgCollector>] = [
    .on("locks", "Locks by database and mode.") { _ in LocksCollector() },
    .on("stat_archiver", "The archiver of WAL files.") { _ in StatArchiverCollector() },
    .off("stat_statements", "The statements that take the most time.") {
      StatStatementsCollector($0.statStatements)
    },
    .off("stat_user_indexes", "How much indexes are used.") { _ in StatUserIndexesCollector() },
    .on("stat_user_tables", "What happens to tables, and how big they are.") {
      StatUserTablesCollector($0.statUserTables)
    },
    .off("statio_user_indexes", "Indexes found in the cache.") { _ in
      StatioUserIndexesCollector()
    },
    .on("statio_user_tables", "Tables found in the cache.") { _ in StatioUserTablesCollector() },
  ]
}
