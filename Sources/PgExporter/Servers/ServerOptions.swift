import ArgumentParser
import Shared

/// The flags that say how much may be asked of a server, and of which databases.
struct ServerOptions: ParsableArguments, Sendable {
  static let environment = [
    (variable: "PG_EXPORTER_AUTO_DISCOVER_DATABASES", flag: "auto-discover-databases"),
    (variable: "PG_EXPORTER_INCLUDE_DATABASES", flag: "include-databases"),
    (variable: "PG_EXPORTER_EXCLUDE_DATABASES", flag: "exclude-databases"),
  ]

  @Flag(
    name: .customLong("auto-discover-databases"),
    help: "Read what concerns single databases in every database of the server.")
  var discoversDatabases = false

  @Option(
    name: .customLong("include-databases"),
    help: "With --auto-discover-databases: only these, separated by commas.")
  var includedDatabases = ""

  @Option(
    name: .customLong("exclude-databases"),
    help: "With --auto-discover-databases: not these, separated by commas.")
  var excludedDatabases = ""

  @Option(
    name: .customLong("auto-discover-databases.max-age"),
    help: """
      How old what was read of a database may become before it is read again, if it was written \
      to since; otherwise five times that.
      """)
  var maxAge = "60s"

  @Option(
    name: .customLong("max-connections"),
    help: "Connections to a data source at once, the one that is kept included.")
  var maxConnections = 2

  @Option(
    name: .customLong("collector.series-limit"),
    help: "How many series a collector may serve; what is left out is counted.")
  var seriesLimit = 50_000

  func validate() throws {
    _ = try Duration(flag: maxAge)
    guard seriesLimit > 0 else {
      throw ValidationError("--collector.series-limit must be 1 or more")
    }
    guard maxConnections >= (discoversDatabases ? 2 : 1) else {
      throw ValidationError(
        discoversDatabases
          ? "--max-connections must be 2 or more with --auto-discover-databases"
          : "--max-connections must be 1 or more")
    }
  }

  func rules() throws -> ServerRules {
    var rules = ServerRules(seriesLimit: seriesLimit, maxConnections: maxConnections)
    if discoversDatabases {
      rules.databases = DatabaseRule(
        included: Self.names(includedDatabases), excluded: Self.names(excludedDatabases),
        maxAge: try Duration(flag: maxAge))
    }
    return rules
  }

  /// The databases that nobody wants, whether others are looked for or not.
  var excluded: [String] { Self.names(excludedDatabases).map(\.text) }

  private static func names(_ list: String) -> Set<ExactName> {
    Set(list.split(separator: ",").map { ExactName(String($0.drop { $0 == " " })) })
  }
}
