/// Where a service is and how to speak with it: the value of SVCB and HTTPS records (RFC 9460).
extension DNSReader {
  /// As blackbox_exporter writes it, each parameter's value in quotes: `1 . alpn="h2,h3" port="8443"`.
  mutating func serviceBinding(until end: Int) throws(MalformedDNSMessage) -> String {
    var parts = ["\(try number16())", "\(try name())"]
    while position < end {
      let key = ServiceParameter(rawValue: try number16())
      let count = Int(try number16())
      let valueEnd = position + count
      guard valueEnd <= end else { throw Self.isTooLong }
      let value = try text(of: key, until: valueEnd)
      guard position == valueEnd else { throw Self.isTooLong }
      parts.append("\(key)=\(DNSText.quoted(value))")
    }
    return parts.joined(separator: " ")
  }

  private mutating func text(
    of key: ServiceParameter, until end: Int
  ) throws(MalformedDNSMessage) -> [UInt8] {
    switch key {
    case .mandatory:
      return try list(until: end) { reader throws(MalformedDNSMessage) in
        Array("\(ServiceParameter(rawValue: try reader.number16()))".utf8)
      }
    case .alpn:
      return try list(until: end) { reader throws(MalformedDNSMessage) in
        // A comma of its own would end it.
        try reader.characterString().flatMap { byte in
          byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\\")
            ? [UInt8(ascii: "\\"), byte] : [byte]
        }
      }
    case .port: return Array("\(try number16())".utf8)
    case .ipv4Hint:
      return try list(until: end) { reader throws(MalformedDNSMessage) in
        Array(HostAddress.text(of: try reader.bytes(4)).utf8)
      }
    case .ipv6Hint:
      return try list(until: end) { reader throws(MalformedDNSMessage) in
        Array(HostAddress.text(of: try reader.bytes(16)).utf8)
      }
    case .ech: return Array(try base64(until: end).utf8)
    default: return try bytes(end - position)
    }
  }

  private mutating func list(
    until end: Int, _ entry: (inout DNSReader) throws(MalformedDNSMessage) -> [UInt8]
  ) throws(MalformedDNSMessage) -> [UInt8] {
    var list: [UInt8] = []
    while position < end {
      if !list.isEmpty { list.append(UInt8(ascii: ",")) }
      list += try entry(&self)
    }
    return list
  }

  private static let isTooLong = MalformedDNSMessage(
    description: "a parameter in it is not as long as it says")
}

/// What a parameter says, by IANA's number: <https://www.iana.org/assignments/dns-svcb>.
private struct ServiceParameter: RawRepresentable, Equatable, CustomStringConvertible {
  let rawValue: UInt16

  static let mandatory = ServiceParameter(rawValue: 0)
  static let alpn = ServiceParameter(rawValue: 1)
  static let port = ServiceParameter(rawValue: 3)
  static let ipv4Hint = ServiceParameter(rawValue: 4)
  static let ech = ServiceParameter(rawValue: 5)
  static let ipv6Hint = ServiceParameter(rawValue: 6)

  private static let names = [
    "mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath",
    "ohttp",
  ]

  var description: String {
    Int(rawValue) < Self.names.count ? Self.names[Int(rawValue)] : "key\(rawValue)"
  }
}
