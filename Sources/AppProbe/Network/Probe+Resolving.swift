import Shared

/// Where a name led, and how long it took to find out.
struct ResolvedAddress: Sendable, Equatable {
  let address: HostAddress
  let span: Duration
}

extension Probe {
  /// Looks up the target's name, if the rules let it be probed, and reports what came of it.
  ///
  /// - Parameter port: For the rules; 0 where there are no ports.
  func resolve(
    _ host: String, port: UInt16, _ preference: IPPreference
  ) async throws(ProbeFailure) -> ResolvedAddress {
    report.set(.ipProtocol, 0)
    report.set(.ipAddressHash, 0)
    let start = ContinuousClock.now
    defer { report.set(.dnsLookupTime, start.duration(to: .now)) }
    try tools.rules.check(host: host, port: port)
    log.note(
      .info, "Resolving target address",
      [("target", host), ("ip_protocol", preference.preferred.rawValue)])
    let address = try await choose(host, preference)
    report.set(.ipProtocol, address.version.number)
    report.set(.ipAddressHash, address.hash)
    log.note(.info, "Resolved target address", [("target", host), ("ip", address.text)])
    try tools.rules.check(address: address.text, port: port, of: host)
    return ResolvedAddress(address: address, span: start.duration(to: .now))
  }

  /// Looks up another name than the target's, such as a redirect's, if the rules let it be probed.
  func lookUp(
    _ host: String, port: UInt16, _ preference: IPPreference
  ) async throws(ProbeFailure) -> ResolvedAddress {
    let start = ContinuousClock.now
    try tools.rules.check(host: host, port: port)
    let address = try await choose(host, preference)
    try tools.rules.check(address: address.text, port: port, of: host)
    return ResolvedAddress(address: address, span: start.duration(to: .now))
  }

  /// Looks up a name whatever the rules say, such as that of a proxy of the configuration.
  func choose(
    _ host: String, _ preference: IPPreference
  ) async throws(ProbeFailure) -> HostAddress {
    let found: [String]
    do throws(ResolverError) {
      found = try await tools.resolver.addresses(of: host, by: deadline, on: loop)
    } catch {
      throw ProbeFailure(.dns, OneLine.cut(error.description))
    }
    return try choice(of: found, for: host, preference)
  }

  /// Chooses one of the addresses that a name has.
  @inline(never)
  func choice(
    of found: [String], for host: String, _ preference: IPPreference
  ) throws(ProbeFailure) -> HostAddress {
    let addresses = found.compactMap { HostAddress($0) }
    guard let address = preference.choice(of: addresses) else {
      let version = "IPv\(preference.preferred.number)"
      throw ProbeFailure(
        .dns,
        OneLine.cut(
          "\(host) has no address of \(version), and ip_protocol_fallback is not set"))
    }
    return address
  }
}
