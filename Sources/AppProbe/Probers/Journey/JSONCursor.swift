/// A place in a text of JSON, of which only strings and what stands between them are read.
struct JSONCursor {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
    skipBlanks()
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// Goes past a character, if it is the next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    skipBlanks()
    return true
  }

  /// Goes past a string and returns what it means; `nil` where there is none.
  mutating func string() -> String? {
    guard rest.first == UInt8(ascii: "\"") else { return nil }
    var bytes = rest.dropFirst()
    var text: [UInt8] = []
    while let byte = bytes.popFirst() {
      switch byte {
      case UInt8(ascii: "\""):
        rest = bytes
        skipBlanks()
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let scalar = Self.escaped(&bytes) else { return nil }
        text += String(scalar).utf8
      default: text.append(byte)
      }
    }
    return nil
  }

  private mutating func skipBlanks() {
    rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }

  /// What a backslash and the characters after it stand for.
  private static func escaped(_ bytes: inout ArraySlice<UInt8>) -> Unicode.Scalar? {
    guard let byte = bytes.popFirst() else { return nil }
    switch byte {
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      guard let unit = unit(&bytes) else { return nil }
      guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
      guard bytes.starts(with: "\\u".utf8) else { return "\u{FFFD}" }
      bytes = bytes.dropFirst(2)
      guard let second = Self.unit(&bytes) else { return nil }
      guard UTF16.isTrailSurrogate(second) else { return "\u{FFFD}" }
      return Unicode.Scalar(0x10000 + ((UInt32(unit) & 0x3FF) << 10 | (UInt32(second) & 0x3FF)))
    default: return Unicode.Scalar(byte)
    }
  }

  private static func unit(_ bytes: inout ArraySlice<UInt8>) -> UInt16? {
    guard bytes.count >= 4 else { return nil }
    let digits = String(decoding: bytes.prefix(4), as: UTF8.self)
    bytes = bytes.dropFirst(4)
    return UInt16(digits, radix: 16)
  }
}
