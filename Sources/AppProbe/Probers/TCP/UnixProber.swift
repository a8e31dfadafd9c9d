import Shared

/// Probes by a connection to a Unix socket, and a conversation if one is asked for.
struct UnixProber: Prober {
  static let kind = "unix"

  var conversation: [QueryResponse] = []
  var usesTLS = false
  /// A path says nothing of whom a certificate must be for, so that TLS needs a server name here, or
  /// to skip the verification.
  var tls = TLSSettings()

  func run(_ probe: Probe) async throws(ProbeFailure) {
    probe.report.set(.failedDueToRegex, 0)
    probe.report.set(.failedDueToBytes, 0)
    try probe.tools.rules.check(path: probe.target)
    let connection = try await ProbeConnection.open(toPath: probe.target, for: probe)
    probe.log.note(.info, "Successfully dialed", [("path", probe.target)])
    if usesTLS { try await connection.startTLS(tls, host: "", for: probe) }
    try await Conversation(steps: conversation, connection: connection, tls: tls, host: "")
      .run(probe)
  }
}
