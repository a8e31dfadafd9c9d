/// Takes passwords out of texts that libpq or a server wrote.
struct Redactor {
  /// All spellings of all secrets, the longest first.
  private let spellings: [[UInt8]]

  init(_ secrets: [String]) {
    var spellings: Set<[UInt8]> = []
    for secret in secrets where !secret.isEmpty {
      let bytes = Array(secret.utf8)
      spellings.insert(bytes)
      for isUpper in [true, false] {
        // The characters that need no escape are a matter of taste: the strictest, Go's and
        // JavaScript's.
        for plain in ["-._~", "$&+,;=-._~", "-._~!*'()"] {
          spellings.insert(Self.percentEncoded(bytes, plain: Array(plain.utf8), isUpper))
        }
      }
      // As in a quoted value of a connection string.
      spellings.insert(
        bytes.flatMap {
          $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), $0] : [$0]
        })
    }
    self.spellings = spellings.sorted { $0.count > $1.count }
  }

  /// The text with `<secret>` in place of the secrets.
  func redact(_ text: String) -> String {
    guard !spellings.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if let found = spellings.first(where: { bytes[index...].starts(with: $0) }) {
        result += "<secret>".utf8
        index += found.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result.text
  }

  private static func percentEncoded(_ bytes: [UInt8], plain: [UInt8], _ isUpper: Bool) -> [UInt8] {
    let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    return bytes.flatMap { byte -> [UInt8] in
      if byte.isLetter || byte.isDigit || plain.contains(byte) { return [byte] }
      return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
}
