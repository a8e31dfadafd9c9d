extension Pattern {
  /// The pattern with a group around every `^`, `$`, `\b` and the like that is repeated, which RE2 allows
  /// and PCRE2 does not; `nil` when there is none.
  ///
  /// blackbox_exporter comes with a `^+OK`.
  static func groupingRepeatedAssertions(of pattern: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var hasChanged = false
    var index = 0
    while index < pattern.count {
      let isEscape = pattern[index] == UInt8(ascii: "\\") && index + 1 < pattern.count
      let item = pattern[index..<index + (isEscape ? 2 : 1)]
      index = item.endIndex
      let isAssertion = (isEscape ? "bBAz" : "^$").utf8.contains(item[item.endIndex - 1])
      if isAssertion, index < pattern.count, "*+?{".utf8.contains(pattern[index]) {
        result += Array("(?:".utf8) + item + Array(")".utf8)
        hasChanged = true
        continue
      }
      result += item
      guard !isEscape, item.first == UInt8(ascii: "[") else { continue }
      let end = Self.endOfClass(pattern, from: index)
      result += pattern[index..<end]
      index = end
    }
    return hasChanged ? result : nil
  }

  /// Where a class ends whose bracket was just read: what stands in it is no assertion.
  private static func endOfClass(_ pattern: [UInt8], from start: Int) -> Int {
    var index = start
    if index < pattern.count, pattern[index] == UInt8(ascii: "^") { index += 1 }
    // A bracket at the beginning is one of the characters.
    if index < pattern.count, pattern[index] == UInt8(ascii: "]") { index += 1 }
    while index < pattern.count {
      switch pattern[index] {
      case UInt8(ascii: "]"): return index + 1
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "[")
      where index + 1 < pattern.count && pattern[index + 1] == UInt8(ascii: ":"):
        // [:alpha:]
        index = (pattern[index...].firstIndex(of: UInt8(ascii: "]")) ?? pattern.count - 1) + 1
      default: index += 1
      }
    }
    return pattern.count
  }
}
