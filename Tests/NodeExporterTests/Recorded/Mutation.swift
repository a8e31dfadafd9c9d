/// Changes a text as a sick kernel, a cut cable or a driver that nobody tested might.
struct Mutation {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// xorshift64*
  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }

  mutating func below(_ count: Int) -> Int { Int(next() >> 33) % max(count, 1) }

  private static let words: [String] = [
    "", "-", "-1", "0", "00", "18446744073709551615", "18446744073709551616",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "4294967296", "nan",
    "-inf", "0x", "0xffffffffffffffff", "1e999", "1.", ".5", "1.2.3", "N/A", "max", "%", ":", "=",
    ",", "(", ")", "[", "_", "\u{0}", "\u{661}", "é", "\"", "\\", "\t", "\n\n", "../../..", "a b",
  ]

  mutating func apply(to text: [UInt8]) -> [UInt8] {
    var text = text
    for _ in 0...below(3) { text = once(text) }
    return text
  }

  private mutating func once(_ text: [UInt8]) -> [UInt8] {
    var text = text
    switch below(12) {
    case 0: return Array(text.prefix(below(text.count + 1)))
    case 1: return Array(text.dropFirst(below(text.count + 1)))
    case 2: return []
    case 3, 4:
      for _ in 0...below(4) where !text.isEmpty {
        text[below(text.count)] = UInt8(truncatingIfNeeded: next())
      }
      return text
    case 5:
      let line = text.split(separator: 10, omittingEmptySubsequences: false)
      var lines = Array(line)
      if !lines.isEmpty { lines.remove(at: below(lines.count)) }
      return Array(lines.joined(separator: [10]))
    case 6:
      let lines = text.split(separator: 10, omittingEmptySubsequences: false)
      return Array((lines + [lines[below(lines.count)]]).joined(separator: [10]))
    case 7 where below(200) == 0:
      return (0..<1 << 20).map { _ in UInt8(truncatingIfNeeded: next()) }
    case 8:
      let start = below(text.count + 1)
      text.insert(
        contentsOf: [UInt8](repeating: UInt8(truncatingIfNeeded: next()), count: below(300)),
        at: start)
      return text
    default: return replacingWord(text)
    }
  }

  /// Puts something else in the place of a word, or of the digits in it.
  private mutating func replacingWord(_ text: [UInt8]) -> [UInt8] {
    var text = text
    let word = Array(Self.words[below(Self.words.count)].utf8)
    guard !text.isEmpty else { return word }
    let start = below(text.count)
    let onlyDigits = below(2) == 0
    func belongs(_ byte: UInt8) -> Bool {
      onlyDigits ? (48...57).contains(byte) : byte > 32 && byte != 58 && byte != 61
    }
    var from = start
    while from < text.count, !belongs(text[from]) { from += 1 }
    while from > 0, from < text.count, belongs(text[from - 1]) { from -= 1 }
    var to = from
    while to < text.count, belongs(text[to]) { to += 1 }
    text.replaceSubrange(from..<to, with: word)
    return text
  }
}
