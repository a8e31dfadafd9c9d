/// That a node of a cluster sends us to another one for a key: `MOVED 3999 10.0.0.2:6379` for good,
/// `ASK 3999 10.0.0.2:6379` for this once, while the slot moves there.
struct Redirection: Sendable, Equatable {
  enum Kind: String, Sendable {
    case moved = "MOVED"
    case ask = "ASK"
  }

  let kind: Kind
  /// A name or an address; `nil` where the node does not know it, which means that of the node that
  /// says so.
  let host: String?
  let port: UInt16

  /// Reads an error reply; `nil` when it is none of these.
  init?(_ words: String) {
    let fields = words.split(separator: " ")
    guard fields.count == 3, let kind = Kind(rawValue: String(fields[0])), Int(fields[1]) != nil,
      // An IPv6 address has no brackets here.
      let colon = fields[2].lastIndex(of: ":"),
      let port = UInt16(fields[2][fields[2].index(after: colon)...]), port > 0
    else { return nil }
    let host = fields[2][..<colon]
    guard host.utf8.count < 256, host.utf8.allSatisfy(Self.isOfHost) || host == "?" else {
      return nil
    }
    self.kind = kind
    self.host = host.isEmpty || host == "?" ? nil : String(host)
    self.port = port
  }

  /// Names come from a server that may be anybody's.
  private static func isOfHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  /// Where it leads.
  ///
  /// - Parameter node: The one that said so.
  func place(from node: RedisAddress.Place) -> RedisAddress.Place {
    if let host { return .tcp(host: host, port: port) }
    if case .tcp(let host, _) = node { return .tcp(host: host, port: port) }
    return .tcp(host: "localhost", port: port)
  }
}
