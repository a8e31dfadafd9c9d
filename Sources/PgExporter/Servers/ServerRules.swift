import Shared

/// How much may be asked of a server, and of which of its databases.
struct ServerRules: Sendable {
  /// How many series one collector may serve.
  var seriesLimit = 50_000
  /// Connections to a data source at once, the kept one included.
  var maxConnections = 2
  /// Bytes of a page; collectors with which it would have more are left out.
  var pageLimit = 256 << 20
  /// Bytes of the answer to one statement.
  var answerLimit = 64 << 20
  /// What every sample is labelled with.
  var constantLabels: [(name: String, value: String)] = []
  /// The databases to read beside the connected one; `nil` when none is.
  var databases: DatabaseRule?
  /// The process's own, for all servers.
  var canceller = Canceller()
  /// Where logins wait their turn; those of servers that a stranger named.
  var door: LoginDoor?
}

/// Which of a server's databases are read beside the connected one, and how often.
struct DatabaseRule: Sendable {
  /// Only these, when there are any.
  var included: Set<ExactName> = []
  var excluded: Set<ExactName> = []
  /// After what time a database that was written to is read again.
  var maxAge = Duration.seconds(60)

  func includes(_ name: String) -> Bool {
    let name = ExactName(name)
    return (included.isEmpty || included.contains(name)) && !excluded.contains(name)
  }
}
