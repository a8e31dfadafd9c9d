import Shared

/// Every collector, in the order in which its metrics are served. A new one is a file in
/// `Collectors/` and a line here; one with flags also has a line in ``PgOptions``.
enum PgCollectors: CollectorCatalog, Sendable {
  static let all: [CollectorEntry<PgOptions, any PgCollector>] = [
    .on("locks", "Locks by database and mode.") { _ in LocksCollector() },
    .on("stat_archiver", "The archiver of WAL files.") { _ in StatArchiverCollector() },
  ]
}
