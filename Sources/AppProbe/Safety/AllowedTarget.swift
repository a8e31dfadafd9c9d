import Shared

/// An entry of `probe_rules.allow`.
enum AllowedTarget: Sendable {
  /// `*.example.com:443`, `*`.
  case name(TargetPattern)
  /// `10.0.0.0/8`, `127.0.0.1:*`, `[fd00::/8]:443`; without a port it is any.
  case network(IPNetwork, port: UInt16?)
  /// `*:443`: whatever host.
  case port(UInt16)
  /// `unix:/run/service.sock`, and with `unix:*` all of them.
  case socket(String)

  private static let socketPrefix = "unix:"

  init(_ text: String) throws {
    if text.hasPrefix(Self.socketPrefix) {
      self = .socket(String(text.dropFirst(Self.socketPrefix.count)))
      return
    }
    let (host, port) = try TargetPattern.parts(of: text, defaultPort: nil)
    if let network = try IPNetwork(host) {
      self = .network(network, port: port)
    } else if host == "*", let port {
      self = .port(port)
    } else {
      self = .name(try TargetPattern(text, defaultPort: nil))
    }
  }

  /// What stands for the host of a target as the configuration names it, at whatever port: a URL's, that
  /// of `host:port`, or the path of a Unix socket. `nil` when it is not clear which that is.
  init?(configured target: String) {
    guard target.utf8.first != UInt8(ascii: "/") else {
      self = .socket(target)
      return
    }
    guard
      let host = try? TargetPattern.parts(
        of: String(Self.authority(of: target)), defaultPort: nil
      ).host,
      !host.utf8.contains(UInt8(ascii: "*")),
      let allowed = try? Self("[\(host)]")
    else { return nil }
    self = allowed
  }

  /// The host and port of a URL, with or without its scheme.
  private static func authority(of target: String) -> Substring {
    let start = target.firstRange(of: "://")?.upperBound ?? target.startIndex
    let authority = target[start...].prefix { !"/?#".contains($0) }
    return authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] }
      ?? authority
  }

  /// Whether it allows a host by what it is called.
  func allows(host: String, port: UInt16) -> Bool {
    switch self {
    case .name(let pattern): pattern.allows(Endpoint(host: host, port: port))
    case .port(let own): own == port
    case .network, .socket: false
    }
  }

  /// Whether it allows an address for its own sake.
  func allows(_ address: IPAddress, port: UInt16) -> Bool {
    guard case .network(let network, let own) = self, own == nil || own == port else {
      return false
    }
    return network.contains(address)
  }

  /// Whether it allows some address at the port for its own sake.
  func allowsAddresses(port: UInt16) -> Bool {
    guard case .network(_, let own) = self else { return false }
    return own == nil || own == port
  }

  /// Whether it names a part of a private network, which nobody does by accident: `10.0.0.0/8` is one,
  /// `0.0.0.0/0` is not.
  func isMeant(for address: IPAddress, port: UInt16, in entries: [PrivateNetworks.Entry]) -> Bool {
    guard allows(address, port: port), case .network(let network, _) = self else { return false }
    return entries.contains { network.isWithin($0.network) }
  }

  func allows(path: String) -> Bool {
    guard case .socket(let own) = self else { return false }
    return own == "*" || own.hasExactly(path)
  }
}
