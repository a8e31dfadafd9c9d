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
    throw ProbeFailure(.local, "not built yet")
  }
}
