/// Names that clients of the server chose, as values of labels.
enum KeyLabel {
  /// Bytes of UTF-8 that a label has at most.
  static let limit = 256

  /// With U+FFFD for what is not UTF-8, and cut where it is too long.
  ///
  /// Different names can become the same: who writes series has to look for that.
  static func of(_ name: [UInt8]) -> String {
    let text = String(decoding: name.prefix(limit + 4), as: UTF8.self)
    if text.utf8.count <= limit { return text }
    var cut = ""
    var count = 0
    for scalar in text.unicodeScalars {
      count += UTF8.width(scalar)
      if count > limit { break }
      cut.unicodeScalars.append(scalar)
    }
    return cut
  }

  static func database(_ number: Int) -> String { "db\(number)" }
}
