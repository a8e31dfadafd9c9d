/// Which servers a credential is for, or may be probed at all: `db1.example.com:5432`,
/// `*.example.com`, `*`.
///
/// Names are compared, not the addresses that they resolve to: whoever writes a name into the list
/// trusts whoever runs its DNS.
package struct TargetPattern: Sendable, Hashable {
  private enum Host: Hashable {
    case any
    /// In small letters, without the dot of the root.
    case exactly([UInt8])
    /// With the dot before it.
    case below([UInt8])
  }

  private let host: Host
  /// `nil` for any.
  private let port: UInt16?

  /// - Parameter defaultPort: What a pattern without a port means, `nil` for any. A host alone must not
  ///   give credentials to whatever listens at another port there.
  package init(_ text: String, defaultPort: UInt16?) throws(TargetPatternError) {
    guard text != "*" else {
      host = .any
      port = nil
      return
    }
    let name: String
    (name, port) = try Self.parts(of: text, defaultPort: defaultPort)
    let bytes = Self.normalized(name)
    guard !bytes.isEmpty else { throw TargetPatternError(text, "names no host") }
    let rest = bytes.dropFirst(bytes.first == UInt8(ascii: "*") ? 1 : 0)
    guard !rest.contains(UInt8(ascii: "*")), rest.count == bytes.count || rest.count > 1,
      rest.count == bytes.count || rest.first == UInt8(ascii: ".")
    else {
      throw TargetPatternError(
        text, "may have a * only for the first names of a host, as in *.example.com")
    }
    guard !rest.contains(where: { $0 <= UInt8(ascii: " ") || "/@,".utf8.contains($0) }) else {
      throw TargetPatternError(text, "is no host[:port]; connection strings do not belong here")
    }
    host = rest.count == bytes.count ? .exactly(bytes) : .below(Array(rest))
  }

  package func allows(_ endpoint: Endpoint) -> Bool {
    guard port == nil || port == endpoint.port else { return false }
    let name = Self.normalized(endpoint.host)
    return switch host {
    case .any: true
    case .exactly(let host): name == host
    case .below(let end): name.count > end.count && name.suffix(end.count).elementsEqual(end)
    }
  }

  /// Whether it allows every server.
  package var isEverywhere: Bool { host == .any && port == nil }

  /// The host of a pattern, which may be in brackets, and the port, `nil` for any.
  package static func parts(
    of text: String, defaultPort: UInt16?
  ) throws(TargetPatternError) -> (host: String, port: UInt16?) {
    let (name, portText) = try split(text)
    switch portText {
    case nil: return (name, defaultPort)
    case "*"?: return (name, nil)
    case let digits?:
      guard let number = UInt16(digits), number > 0 else {
        throw TargetPatternError(text, "has no port from 1 to 65535 behind its colon, nor *")
      }
      return (name, number)
    }
  }

  private static func split(
    _ text: String
  ) throws(TargetPatternError) -> (host: String, port: String?) {
    if text.hasPrefix("[") {
      let parts = text.dropFirst().split(
        separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts[1].isEmpty || parts[1].hasPrefix(":") else {
        throw TargetPatternError(text, "is no [address]:port")
      }
      return (String(parts[0]), parts[1].isEmpty ? nil : String(parts[1].dropFirst()))
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    // More than one colon: an IPv6 address without brackets.
    guard parts.count == 2 else { return (text, nil) }
    return (String(parts[0]), String(parts[1]))
  }

  /// As DNS compares names.
  private static func normalized(_ host: String) -> [UInt8] {
    var bytes = host.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    return bytes
  }
}

/// Why a pattern cannot be used.
package struct TargetPatternError: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ pattern: String, _ reason: String) {
    // Somebody may have put a connection string here, with its password.
    let isSafe = !pattern.utf8.contains { "@= ".utf8.contains($0) }
    description = isSafe ? "'\(pattern)' \(reason)" : "the pattern \(reason)"
  }
}

extension [TargetPattern] {
  /// The first of the servers that none of the patterns allows: all that are tried must be.
  package func firstRefused(of endpoints: [Endpoint]) -> Endpoint? {
    endpoints.first { endpoint in !contains { $0.allows(endpoint) } }
  }
}
