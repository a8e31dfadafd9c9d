import Shared

/// What may be probed.
///
/// A target is looked at twice: as it is called, before anybody is asked for its addresses, and at each
/// address before a connection to it, so that a name whose address changes in between gains nothing.
struct TargetRules: Sendable {
  /// `nil` when everything is allowed that is not refused otherwise.
  var allowed: [AllowedTarget]?
  /// Whether addresses are refused where nothing public is, but for those that an entry names.
  var refusesPrivate = false
  /// The host of a scheduled target, or its socket: it is allowed by standing in the configuration.
  private var trusted: AllowedTarget?

  init(allowed: [AllowedTarget]? = nil, refusesPrivate: Bool = false) {
    self.allowed = allowed
    self.refusesPrivate = refusesPrivate
  }

  /// The rules for a target of the configuration, whose redirects to other hosts obey them.
  func trusting(target: String) -> TargetRules {
    var rules = self
    rules.trusted = AllowedTarget(configured: target)
    return rules
  }
}

// MARK: - Checks

extension TargetRules {
  /// Refuses a target by what it is called.
  ///
  /// - Parameter port: 0 where there are none, as for ICMP.
  func check(host: String, port: UInt16) throws(ProbeFailure) {
    if trusts(host, port: port) { return }
    if let address = IPAddress(host) {
      return try check(address, port: port, host: host, shown: host)
    }
    guard let allowed else { return }
    // A name that no entry has may still lead to an address that one has, which is looked at then.
    guard
      allowed.contains(where: { $0.allows(host: host, port: port) })
        || allowed.contains(where: { $0.allowsAddresses(port: port) })
    else { throw Self.notAllowed(host, port: port) }
  }

  /// Refuses a target by what it is called, where that must be enough: a proxy looks its address up.
  func check(unresolved host: String, port: UInt16) throws(ProbeFailure) {
    if trusts(host, port: port) { return }
    guard IPAddress(host) == nil else { return try check(host: host, port: port) }
    if let allowed, !allowed.contains(where: { $0.allows(host: host, port: port) }) {
      throw Self.notAllowed(host, port: port)
    }
    guard refusesPrivate else { return }
    throw ProbeFailure(
      .forbidden,
      "where \(Self.shown(host)) is only the proxy knows, and probe_rules.refuse_private refuses private "
        + "addresses; take 'skip_resolve_phase_with_proxy' out of the module")
  }

  /// Refuses an address that is about to be connected to, whatever name led there, a redirect's too.
  ///
  /// - Parameter host: What led there. Without it nothing is allowed for the sake of a name, unless
  ///   the list has names only: then ``check(host:port:)`` has said all there is to say.
  func check(
    address: String, port: UInt16, of host: String? = nil
  ) throws(ProbeFailure) {
    guard let parsed = IPAddress(address) else {
      throw ProbeFailure(.forbidden, "\(Self.shown(address)) is no numeric address")
    }
    if trusts(host ?? address, port: port) { return }
    try check(parsed, port: port, host: host, shown: address)
  }

  /// Refuses a Unix socket.
  func check(path: String) throws(ProbeFailure) {
    if trusted?.allows(path: path) == true { return }
    // The sockets of a machine are its own, as its loopback addresses are.
    guard allowed != nil || refusesPrivate else { return }
    guard (allowed ?? []).contains(where: { $0.allows(path: path) }) else {
      throw ProbeFailure(
        .forbidden,
        "the socket \(Self.shown(path)) is not allowed; "
          + "add 'unix:\(Self.shown(path))' to probe_rules.allow if it is to be probed")
    }
  }

  private func trusts(_ host: String, port: UInt16) -> Bool {
    guard let trusted else { return false }
    if let address = IPAddress(host) { return trusted.allows(address, port: port) }
    return trusted.allows(host: host, port: port)
  }

  private func check(
    _ address: IPAddress, port: UInt16, host: String?, shown: String
  ) throws(ProbeFailure) {
    if let allowed, !isAllowed(address, port: port, host: host, by: allowed) {
      throw Self.notAllowed(shown, port: port)
    }
    guard refusesPrivate else { return }
    let entries = PrivateNetworks.entries(for: address)
    guard let entry = entries.first else { return }
    let isMeant = (allowed ?? []).contains { $0.isMeant(for: address, port: port, in: entries) }
    if !isMeant {
      throw ProbeFailure(
        .forbidden,
        "\(Self.shown(shown)) is \(entry.meaning), which probe_rules.refuse_private refuses; "
          + "add the address to probe_rules.allow if it is to be probed")
    }
  }

  private func isAllowed(
    _ address: IPAddress, port: UInt16, host: String?, by allowed: [AllowedTarget]
  ) -> Bool {
    if allowed.contains(where: { $0.allows(address, port: port) }) { return true }
    if let host { return allowed.contains { $0.allows(host: host, port: port) } }
    return !allowed.contains { $0.allowsAddresses(port: port) }
  }

  private static func notAllowed(_ host: String, port: UInt16) -> ProbeFailure {
    let host = host.utf8.contains(UInt8(ascii: ":")) ? "[\(Self.shown(host))]" : Self.shown(host)
    let entry = port == 0 ? host : "\(host):\(port)"
    return ProbeFailure(
      .forbidden,
      "\(entry) is not allowed; add '\(entry)' to probe_rules.allow if it is to be probed")
  }

  /// Requests name targets, and may name anything.
  private static func shown(_ text: String) -> String { OneLine.of(text) { $0 } }
}
