import Shared

/// Probes by a connection to a Unix socket, and a conversation if one is asked for.
struct UnixProber: Prober {
  static let kind = "unix"

  var conversation: [QueryResponse] = []
  var usesTLS = false
  var tls = TLSSettings()

  func run(_ probe: Probe) async throws(ProbeFailure) {
    throw ProbeFailure(.local, "not built yet")
  }
}
