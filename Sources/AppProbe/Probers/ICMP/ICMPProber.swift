import Shared

/// Probes by an echo request.
struct ICMPProber: Prober {
  static let kind = "icmp"

  var ip = IPPreference()
  var sourceAddress: String?
  /// Bytes; 0 for the usual size.
  var payloadSize = 0
  var forbidsFragments = false
  /// Hops at most, 0 for the system's own.
  var hopLimit = 0

  func run(_ probe: Probe) async throws(ProbeFailure) {
    throw ProbeFailure(.local, "not built yet")
  }
}
