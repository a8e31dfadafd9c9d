import Shared

extension Endpoint {
  /// A target that is a host and a port: `db.example.com:5432`, `192.0.2.1:53`, `[2001:db8::1]:53`.
  ///
  /// - Parameter defaultPort: For a target without one, which may then be a bare address of IPv6.
  init(target: String, defaultPort: UInt16? = nil) throws(ProbeFailure) {
    guard let (host, portText) = Self.split(target, mayLackPort: defaultPort != nil), !host.isEmpty
    else { throw Self.failure(target, "it is not host:port or [address]:port") }
    if let portText {
      guard let port = UInt16(portText), port > 0, portText.utf8.allSatisfy({ $0 >= 0x30 }) else {
        throw Self.failure(
          target,
          "its port is not a number from 1 to 65535; names such as ':https' are not looked up")
      }
      self.init(host: host, port: port)
    } else if let defaultPort {
      self.init(host: host, port: defaultPort)
    } else {
      throw Self.failure(target, "it has no port")
    }
  }

  private static func split(_ target: String, mayLackPort: Bool) -> (String, String?)? {
    if target.hasPrefix("[") {
      guard let end = target.firstIndex(of: "]") else { return nil }
      let host = String(target[target.index(after: target.startIndex)..<end])
      let rest = target[target.index(after: end)...]
      if rest.isEmpty { return (host, nil) }
      return rest.hasPrefix(":") ? (host, String(rest.dropFirst())) : nil
    }
    let parts = target.split(separator: ":", omittingEmptySubsequences: false)
    switch parts.count {
    case 1: return (target, nil)
    case 2: return (String(parts[0]), String(parts[1]))
    default: return mayLackPort && Resolver.isAddress(target) ? (target, nil) : nil
    }
  }

  private static func failure(_ target: String, _ reason: String) -> ProbeFailure {
    ProbeFailure(.configuration, "target '\(OneLine.of(target) { $0 })': \(reason)")
  }

  /// With the brackets that keep an IPv6 address apart from its port.
  var bracketed: String {
    host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : description
  }
}
