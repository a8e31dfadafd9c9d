import ArgumentParser
import Shared

/// The flag for queries of the user's.
struct QueryOptions: ParsableArguments, Sendable {
  static let environment = [
    (variable: "PG_EXPORTER_EXTEND_QUERY_PATH", flag: "extend.query-path")
  ]

  @Option(
    name: .customLong("extend.query-path"),
    help: "A YAML file of queries whose answers are served too; may be given several times.")
  var paths: [String] = []
}
