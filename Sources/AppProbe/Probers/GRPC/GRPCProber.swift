import Shared

/// Probes by gRPC's health check.
struct GRPCProber: Prober {
  static let kind = "grpc"

  /// Empty for the server as a whole.
  var service = ""
  var usesTLS = false
  var tls = TLSSettings()
  var ip = IPPreference()
  var metadata: [(name: String, value: String)] = []

  func run(_ probe: Probe) async throws(ProbeFailure) {
    throw ProbeFailure(.local, "not built yet")
  }
}
