/// What is known of a server before the statements of a scrape are chosen.
struct ServerInfo: Sendable {
  let version: ServerVersion
  /// The database that the connection is to.
  let database: String
  /// `host:port`, as upstream labels it.
  let label: String
  /// Whether every sample has a label `server` already, since there are several data sources.
  var isLabelled = false
  /// How many series one collector may serve.
  var seriesLimit = 50_000
  /// Whether what concerns single databases is read in others too, whatever their number.
  var watchesDatabases = false

  /// The label `server` for the few families that always have it.
  var serverLabels: [(String, String)] { isLabelled ? [] : [("server", label)] }

  /// The label `datname` for families that tell of one database and do not have it upstream: they
  /// have it when there are several.
  var databaseLabels: [(String, String)] { watchesDatabases ? [("datname", database)] : [] }
}
