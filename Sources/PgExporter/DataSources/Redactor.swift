/// Takes passwords out of texts that libpq or a server wrote.
struct Redactor {
  /// The longest first, since one may be the beginning of another.
  private let secrets: [[UInt8]]

  /// Bytes. A shorter one is found in any text, and what is left of it would be unreadable and tell
  /// the secret by its gaps: such a text is withheld as a whole.
  private static let shortest = 4
  static let withheld = "(withheld: the password is too short to be taken out of the text)"

  init(_ secrets: [String]) {
    self.secrets = secrets.filter { !$0.isEmpty }.map { Array($0.utf8) }
      .sorted { $0.count > $1.count }
  }

  /// The text with `<secret>` in place of the secrets, however they are escaped.
  func redact(_ text: String) -> String {
    guard !secrets.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if let (end, isShort) = end(ofSecretAt: index, in: bytes) {
        guard !isShort else { return Self.withheld }
        result += "<secret>".utf8
        index = end
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result.text
  }

  private func end(ofSecretAt start: Int, in text: [UInt8]) -> (end: Int, isShort: Bool)? {
    for secret in secrets {
      // More than one, since `%25` is a percent sign and may also be itself.
      var ends: Set = [start]
      for byte in secret {
        var next: Set<Int> = []
        for end in ends { Self.read(byte, at: end, in: text, into: &next) }
        ends = next
        if ends.isEmpty { break }
      }
      if let end = ends.max() { return (end, secret.count < Self.shortest) }
    }
    return nil
  }

  /// Adds where the text goes on after this byte: as it is, as in a URI, as in quotes.
  private static func read(
    _ byte: UInt8, at index: Int, in text: [UInt8], into ends: inout Set<Int>
  ) {
    guard index < text.count else { return }
    if text[index] == byte { ends.insert(index + 1) }
    if text[index] == UInt8(ascii: "\\"), index + 1 < text.count, text[index + 1] == byte {
      ends.insert(index + 2)
    }
    if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
      let high = text[index + 1].hexadecimal, let low = text[index + 2].hexadecimal,
      high << 4 | low == byte
    {
      ends.insert(index + 3)
    }
  }
}
