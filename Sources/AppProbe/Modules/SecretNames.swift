/// Texts of the configuration that are shown, or not.
enum SecretNames {
  private static let hints = [
    "auth", "cookie", "credential", "key", "pass", "secret", "session", "token",
  ]

  /// Whether what has this name, such as a header, is likely to be a secret.
  static func hints(_ name: String) -> Bool {
    let name = name.lowercased()
    return hints.contains { name.contains($0) }
  }
}

/// A URL as it can be shown.
enum RedactedURL {
  /// Without the password that may stand before the host.
  static func text(of url: String) -> String {
    guard let scheme = url.firstRange(of: "://") else { return url }
    var authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
    // A password that should have been encoded: what looks like a port is none.
    let port = authority.split(separator: ":").dropFirst().last
    if !authority.contains("@"), port.map({ UInt16($0) == nil }) == true {
      authority = url[scheme.upperBound...]
    }
    guard let at = authority.lastIndex(of: "@") else { return url }
    let user = authority[..<at].prefix { $0 != ":" }
    let password = user.endIndex == at ? "" : ":<secret>"
    return url[..<scheme.upperBound] + user + password + url[at...]
  }
}
