import Shared

/// Probes by a connection over TCP, and a conversation if one is asked for.
struct TCPProber: Prober {
  static let kind = "tcp"

  var ip = IPPreference()
  var sourceAddress: String?
  var conversation: [QueryResponse] = []
  var usesTLS = false
  var tls = TLSSettings()

  func run(_ probe: Probe) async throws(ProbeFailure) {
    probe.report.set(.failedDueToRegex, 0)
    probe.report.set(.failedDueToBytes, 0)
    let target = try Endpoint(target: probe.target)
    let address = try await probe.resolve(target.host, port: target.port, ip).address
    let connection = try await ProbeConnection.open(
      to: address, port: target.port, from: sourceAddress, for: probe)
    probe.log.note(.info, "Successfully dialed", [("address", connection.name)])
    let host = probe.hostname ?? target.host
    if usesTLS { try await connection.startTLS(tls, host: host, for: probe) }
    try await Conversation(steps: conversation, connection: connection, tls: tls, host: host)
      .run(probe)
  }
}
