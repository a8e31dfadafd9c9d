/// Which version of IP is used where a name has addresses of both.
struct IPPreference: Sendable, Equatable {
  enum Version: String, Sendable, CaseIterable {
    case ip4, ip6

    /// 4 or 6.
    var number: Int { self == .ip4 ? 4 : 6 }
  }

  var preferred = Version.ip6
  /// Whether the other one will do when the name has no address of the preferred one.
  var fallsBack = true

  /// The address to use: the first of the preferred version, or else the first.
  func choice(of addresses: [HostAddress]) -> HostAddress? {
    addresses.first { $0.version == preferred } ?? (fallsBack ? addresses.first : nil)
  }
}
