import Shared

/// How servers are read, whichever they are.
struct ServerRules: Sendable {
  /// How long connecting and reading may take, whatever the scraper says (`--connection-timeout`).
  var connectionTimeout = Duration.seconds(15)
  /// Whether every sample tells the role of its server (`--append-instance-role-label`).
  var labelsRole = false

  func labels(of server: ServerInfo) -> Labels {
    guard labelsRole else { return .none }
    let role =
      server.mode == .sentinel ? "sentinel" : server.isPrimary ? "master" : "slave"
    return Labels(pairs: [("instance_role", role)])
  }
}
