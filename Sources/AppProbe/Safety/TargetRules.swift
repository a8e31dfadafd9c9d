import Shared

/// What may be probed.
struct TargetRules: Sendable {
  /// Refuses a target by what it is called.
  func check(host: String, port: UInt16) throws(ProbeFailure) {}

  /// Refuses an address that is about to be connected to, whatever name led there, a redirect's too.
  func check(address: String, port: UInt16) throws(ProbeFailure) {}
}
