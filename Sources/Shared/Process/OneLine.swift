/// A message of libpq or of a server as one line of a bounded length.
///
/// Whoever answers on a port may send anything: control characters, a megabyte, no newline at all.
package enum OneLine {
  /// Bytes.
  private static let limit = 500

  /// - Parameter redact: Takes secrets out; it sees the whole message, before anything is cut.
  package static func of(_ message: String, redact: (String) -> String) -> String {
    let lines = redact(message).split(whereSeparator: \.isNewline).map { line in
      line.trimming { $0 == " " || $0 == "\t" }
    }
    let joined = lines.filter { !$0.isEmpty }.joined(separator: "; ")
    return cut(
      String(String.UnicodeScalarView(joined.unicodeScalars.map { isControl($0) ? " " : $0 })))
  }

  package static func cut(_ text: String) -> String {
    guard text.utf8.count > limit else { return text }
    var kept = ""
    var count = 0
    for scalar in text.unicodeScalars {
      count += UTF8.width(scalar)
      guard count <= limit - 3 else { break }
      kept.unicodeScalars.append(scalar)
    }
    return kept + "…"
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028
      || scalar.value == 0x2029 || (0x202A...0x202E).contains(scalar.value)
  }
}

extension Substring {
  fileprivate func trimming(_ isBlank: (Character) -> Bool) -> Substring {
    let start = firstIndex { !isBlank($0) } ?? endIndex
    let end = self[start...].lastIndex { !isBlank($0) }.map { index(after: $0) } ?? start
    return self[start..<end]
  }
}
