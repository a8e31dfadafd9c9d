/// A name and a password as a client sends them (RFC 7617).
struct BasicCredentials {
  let name: [UInt8]
  let password: [UInt8]

  /// - Parameter field: The value of `Authorization`; `nil` when it is of another kind.
  init?(_ field: String) {
    let parts = field.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "basic",
      let decoded = Base64.decode(parts[1].utf8),
      let colon = decoded.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    name = Array(decoded[..<colon])
    password = Array(decoded[(colon + 1)...])
  }
}

/// RFC 4648, section 4.
enum Base64 {
  static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text.dropLast(padding) {
      guard let digit = digit(byte) else { return nil }
      bits = bits << 6 | digit
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
    // The bits that are left over must say nothing.
    return bits & (1 << UInt32(count) - 1) == 0 ? bytes : nil
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
