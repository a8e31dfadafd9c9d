/// A comma-separated header with q-values, as Accept and Accept-Encoding are (RFC 9110, 12.5).
package struct PreferenceList {
  package struct Entry: Equatable {
    /// In lower case.
    package var name: String
    /// Without `q`; names in lower case, values without their quotes.
    var parameters: [String: String] = [:]
    /// In thousandths.
    package var quality = 1000
  }

  package private(set) var entries: [Entry] = []

  /// Entries that make no sense are left out. So are those past the first 64, which no scraper has.
  package init(_ header: String) {
    for part in Self.split(header, at: UInt8(ascii: ",")).prefix(64) {
      if let entry = Self.entry(part) { entries.append(entry) }
    }
  }

  private static func entry(_ text: String) -> Entry? {
    let parts = split(text, at: UInt8(ascii: ";"))
    guard let name = parts.first, !name.isEmpty else { return nil }
    var entry = Entry(name: name.lowercased())
    for part in parts.dropFirst() where !part.isEmpty {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { return nil }
      let key = trimmed(pair[0]).lowercased()
      let value = trimmed(pair[1])
      if key == "q" {
        guard let quality = quality(value) else { return nil }
        entry.quality = quality
      } else {
        entry.parameters[key] = unquoted(value)
      }
    }
    return entry
  }

  /// `0`, `0.75`, `1.000`: thousandths, three decimals at most.
  private static func quality(_ text: String) -> Int? {
    let digits = Array(text.utf8)
    guard let whole = digits.first, whole == UInt8(ascii: "0") || whole == UInt8(ascii: "1"),
      digits.count == 1 || digits[1] == UInt8(ascii: "."), digits.count <= 5
    else { return nil }
    var thousandths = Int(whole - UInt8(ascii: "0")) * 1000
    var place = 100
    for digit in digits.dropFirst(2) {
      guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
      thousandths += Int(digit - UInt8(ascii: "0")) * place
      place /= 10
    }
    return thousandths <= 1000 ? thousandths : nil
  }

  /// The trimmed parts between separators that stand outside quotes.
  private static func split(_ text: String, at separator: UInt8) -> [String] {
    let bytes = Array(text.utf8)
    var parts: [String] = []
    var start = 0
    var isQuoted = false
    var index = 0
    func part(_ end: Int) -> String { trimmed(String(decoding: bytes[start..<end], as: UTF8.self)) }
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "\\") where isQuoted: index += 1
      case separator where !isQuoted:
        parts.append(part(index))
        start = index + 1
      default: break
      }
      index += 1
    }
    parts.append(part(bytes.count))
    return parts
  }

  private static func unquoted(_ text: String) -> String {
    guard text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return String(text.dropFirst().dropLast())
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    let start = text.drop(while: isBlank)
    let end = start.lastIndex { !isBlank($0) }
    return end.map { String(start[...$0]) } ?? ""
  }
}
