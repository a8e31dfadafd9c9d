/// Which version of IP is used where a name has addresses of both.
struct IPPreference: Sendable, Equatable {
  enum Version: String, Sendable, CaseIterable { case ip4, ip6 }

  var preferred = Version.ip6
  /// Whether the other one will do when the name has no address of the preferred one.
  var fallsBack = true
}
