import Logging
import Shared

/// Makes what reads servers: those of the data sources, and those that probes name.
struct ServerReader: Sendable {
  let collectors: [any PgCollector]
  let queries: QueryFiles
  let disabled: Set<String>
  var rules: ServerRules
  let prefix: String
  var log: Logger

  func source(
    for servers: [ServerSource], resolver: Resolver, pool: ThreadPool
  ) throws -> any ScrapeSource {
    let set = try ServerSet(
      servers, collectors, queries: queries, disabled: disabled, rules: rules, resolver: resolver,
      pool: pool, log: log)
    return prefix == "pg" ? set : Self.renamed(set, prefix: prefix)
  }

  /// Under names that start with another word than `pg` (`--metric-prefix`).
  ///
  /// What tells of the exporter and of its scrapes keeps its names, as upstream: `pg_up`,
  /// `pg_exporter_*`, `pg_scrape_*`. Upstream renames no more than the old maps and leaves the
  /// collectors' names alone, so that half of its names follow the flag; here all of them do.
  ///
  /// - Parameter prefix: Without an underscore at its end.
  static func renamed(_ source: any ScrapeSource, prefix: String) -> any ScrapeSource {
    RenamedSource(source, prefix: "pg_", by: "\(prefix)_") { name in
      name == "pg_up" || ["pg_exporter_", "pg_scrape_"].contains { name.hasPrefix($0) }
    }
  }
}
