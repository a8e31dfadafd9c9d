import Shared

/// What is known of a server before the statements of a scrape are chosen.
///
/// A collector's statements may depend on all of it, so it tells what a database has installed, too.
struct ServerInfo: Sendable {
  let version: ServerVersion
  /// The database that the connection is to.
  let database: String
  /// `host:port`, as upstream labels it.
  let label: String
  /// Whether every sample has a label `server` already, since there are several data sources.
  var isLabelled = false
  /// The labels besides that every sample has already.
  var constantLabels: [String] = []
  /// How many series one collector may serve.
  var seriesLimit = 50_000
  /// Whether a statement with a limit is to tell how many rows there are without it. That costs the
  /// server time, so it is asked for only where rows were left out.
  var countsRows = false
  /// Whether several databases of the server are watched, so that what is told of one names it.
  var hasSeveralDatabases = false
  /// What the database has installed; known only where a collector `usesExtensions`.
  var extensions: [String: InstalledExtension] = [:]

  /// - Throws: `Absent` with the remedy when the database does not have it, or an older one.
  func installed(
    _ name: String, since oldest: ExtensionVersion = ExtensionVersion(0, 0)
  ) throws -> InstalledExtension {
    guard let found = extensions[name] else {
      throw Absent("\(database) lacks an extension; as its owner: CREATE EXTENSION \(name)")
    }
    guard found.version >= oldest else {
      throw Absent(
        "\(database) needs \(name) \(oldest) or later; as its owner: ALTER EXTENSION \(name) UPDATE"
      )
    }
    return found
  }

  /// The label `server` for the few families that always have it.
  var serverLabels: [(String, String)] { isLabelled ? [] : [("server", label)] }

  /// The label `datname` for families that tell of one database and do not have it upstream: they
  /// have it when there are several.
  var databaseLabels: [(String, String)] { hasSeveralDatabases ? [("datname", database)] : [] }
}
