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

  /// The label `server` for the few families that always have it.
  var serverLabels: [(String, String)] { isLabelled ? [] : [("server", label)] }
}
