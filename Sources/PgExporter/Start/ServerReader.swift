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
    return prefix == "pg" ? set : PrefixedSource(base: set, prefix: prefix)
  }
}
