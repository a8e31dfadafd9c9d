/// Stands for what a module of blackbox_exporter needs and this program does not have.
///
/// The other modules of such a file work, so that it is no reason to refuse all of it.
struct UnbuiltProber: Prober {
  static let kind = "unbuilt"

  /// What is missing and what to do about it.
  let reason: String

  func run(_ probe: Probe) async throws(ProbeFailure) {
    throw ProbeFailure(.configuration, reason)
  }
}
