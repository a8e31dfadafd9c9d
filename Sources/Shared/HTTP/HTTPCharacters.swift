/// The classes of characters of RFC 9110 and RFC 9112.
extension UInt8 {
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")

  var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }

  private var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }

  /// Of methods and names of header fields.
  package var isTokenCharacter: Bool {
    if isLetter || isDigit { return true }
    switch self {
    case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
      UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
      UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
      return true
    default:
      return false
    }
  }

  /// Of a target: visible ASCII except the fragment's sign, which is never sent.
  var isTargetCharacter: Bool { self > 0x20 && self < 0x7F && self != UInt8(ascii: "#") }

  /// Of a `Host` field: a name or an address and a port.
  var isHostCharacter: Bool {
    switch self {
    case UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="):
      return true
    case UInt8(ascii: "#"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"):
      return false
    default:
      return isTokenCharacter
    }
  }

  /// What may not stand in a head outside of line ends.
  var isForbiddenControl: Bool { (self < 0x20 && self != .tab) || self == 0x7F }
}

extension Span<UInt8> {
  /// Whether this is `token`, which is given in lower case, in any case.
  func isToken(_ token: StaticString) -> Bool {
    guard count == token.utf8CodeUnitCount else { return false }
    for index in indices {
      var byte = self[index]
      if byte &- UInt8(ascii: "A") < 26 { byte |= 0x20 }
      if unsafe byte != token.utf8Start[index] { return false }
    }
    return true
  }

  /// Whether this is `name` but for the case of ASCII letters.
  func isToken(_ name: String) -> Bool {
    let name = name.utf8
    guard count == name.count else { return false }
    var index = 0
    for other in name {
      let byte = self[index]
      index += 1
      if byte == other { continue }
      guard byte ^ other == 0x20, (byte | 0x20) &- UInt8(ascii: "a") < 26 else { return false }
    }
    return true
  }
}
