/// Where something is asked for, which may hold a password that nobody is to see.
struct WebAddress: CustomStringConvertible, Sendable {
  let url: String

  /// - Returns: `nil` for what is neither HTTP nor HTTPS.
  init?(_ text: String) {
    guard text.hasPrefix("http://") || text.hasPrefix("https://") else { return nil }
    var url = text
    while url.hasSuffix("/") { url.removeLast() }
    self.url = url
  }

  /// Without user and password.
  var description: String {
    guard let scheme = url.firstRange(of: "://") else { return url }
    let rest = url[scheme.upperBound...]
    let host = rest.prefix { $0 != "/" }
    guard let at = host.lastIndex(of: "@") else { return url }
    return String(url[..<scheme.upperBound] + rest[rest.index(after: at)...])
  }

  /// The text as it may stand in a query.
  static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var escaped = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"):
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      default: escaped += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return escaped
  }
}
