/// One attempt to match a ``LuaPattern``, after the manner of Lua's own: recursive, one level for
/// each item of the pattern at most.
struct LuaMatch {
  private enum Capture {
    case open(Int)
    case closed(Range<Int>)
    case position(Int)
  }

  private let pattern: [UInt8]
  private let text: [UInt8]
  private var captures: [Capture] = []
  private var steps = 0

  init(_ pattern: [UInt8], _ text: [UInt8]) {
    self.pattern = pattern
    self.text = text
  }

  /// Forgets the captures for an attempt elsewhere; steps count on.
  mutating func reset() { captures.removeAll(keepingCapacity: true) }

  var isExhausted: Bool { steps > LuaPattern.stepLimit }

  var joinedCaptures: [UInt8] {
    captures.flatMap { capture -> [UInt8] in
      switch capture {
      case .closed(let range): Array(text[range])
      case .position(let index): Array("\(index + 1)".utf8)
      case .open: []
      }
    }
  }

  /// Matches the pattern from `item` on at `index`; the end of the match.
  mutating func item(_ index: Int, _ item: Int) -> Int? {
    var (index, item) = (index, item)
    while true {
      steps += 1
      if isExhausted { return nil }
      if item == pattern.count { return index }
      let next = item + 1 < pattern.count ? pattern[item + 1] : 0
      switch pattern[item] {
      case UInt8(ascii: "("):
        let isPosition = next == UInt8(ascii: ")")
        captures.append(isPosition ? .position(index) : .open(index))
        if let end = self.item(index, isPosition ? item + 2 : item + 1) { return end }
        captures.removeLast()
        return nil
      case UInt8(ascii: ")"):
        guard let last = captures.lastIndex(where: { if case .open = $0 { true } else { false } }),
          case .open(let start) = captures[last]
        else { return nil }
        captures[last] = .closed(start..<index)
        if let end = self.item(index, item + 1) { return end }
        captures[last] = .open(start)
        return nil
      case UInt8(ascii: "$") where item + 1 == pattern.count:
        return index == text.count ? index : nil
      case UInt8(ascii: "%") where next == UInt8(ascii: "b"):
        guard let end = balanced(index, pattern[item + 2], pattern[item + 3]) else { return nil }
        (index, item) = (end, item + 4)
        continue
      case UInt8(ascii: "%") where next == UInt8(ascii: "f"):
        guard let end = Self.end(of: item + 2, in: pattern) else { return nil }
        let before = index > 0 ? text[index - 1] : 0
        let after = index < text.count ? text[index] : 0
        guard !isInSet(before, item + 2, end), isInSet(after, item + 2, end) else { return nil }
        item = end
        continue
      case UInt8(ascii: "%") where (48...57).contains(next):
        let number = Int(next) - 49
        guard captures.indices.contains(number), case .closed(let range) = captures[number],
          text[index...].starts(with: text[range])
        else { return nil }
        (index, item) = (index + range.count, item + 2)
        continue
      default: break
      }

      guard let end = Self.end(of: item, in: pattern) else { return nil }
      switch end < pattern.count ? pattern[end] : 0 {
      case UInt8(ascii: "?"):
        if isOne(index, item, end), let found = self.item(index + 1, end + 1) { return found }
        item = end + 1
      case UInt8(ascii: "*"): return longest(index, item, end)
      case UInt8(ascii: "+"): return isOne(index, item, end) ? longest(index + 1, item, end) : nil
      case UInt8(ascii: "-"): return shortest(index, item, end)
      default:
        guard isOne(index, item, end) else { return nil }
        (index, item) = (index + 1, end)
      }
    }
  }

  private mutating func longest(_ index: Int, _ item: Int, _ end: Int) -> Int? {
    var count = 0
    while isOne(index + count, item, end) { count += 1 }
    steps += count
    while count >= 0 {
      if let found = self.item(index + count, end + 1) { return found }
      if isExhausted { return nil }
      count -= 1
    }
    return nil
  }

  private mutating func shortest(_ index: Int, _ item: Int, _ end: Int) -> Int? {
    var index = index
    while true {
      if let found = self.item(index, end + 1) { return found }
      if isExhausted || !isOne(index, item, end) { return nil }
      index += 1
    }
  }

  /// The end of what begins with `open` at `index` and ends with the `close` that belongs to it.
  private mutating func balanced(_ index: Int, _ open: UInt8, _ close: UInt8) -> Int? {
    guard index < text.count, text[index] == open else { return nil }
    var depth = 1
    for place in (index + 1)..<max(index + 1, text.count) {
      steps += 1
      if text[place] == close {
        depth -= 1
        if depth == 0 { return place + 1 }
      } else if text[place] == open {
        depth += 1
      }
    }
    return nil
  }
}

// MARK: - One character

extension LuaMatch {
  static func isRepetition(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "?"): true
    default: false
    }
  }

  /// Where the class, set or character ends that begins at `item`; `nil` where the pattern ends
  /// before.
  static func end(of item: Int, in pattern: [UInt8]) -> Int? {
    guard item < pattern.count else { return nil }
    switch pattern[item] {
    case UInt8(ascii: "%"): return item + 1 < pattern.count ? item + 2 : nil
    case UInt8(ascii: "["):
      var index = item + 1
      if index < pattern.count, pattern[index] == UInt8(ascii: "^") { index += 1 }
      // A bracket that comes first is one of the set.
      repeat {
        guard index < pattern.count else { return nil }
        let byte = pattern[index]
        index += byte == UInt8(ascii: "%") ? 2 : 1
      } while index < pattern.count && pattern[index] != UInt8(ascii: "]")
      return index < pattern.count ? index + 1 : nil
    default: return item + 1
    }
  }

  private func isOne(_ index: Int, _ item: Int, _ end: Int) -> Bool {
    guard index < text.count else { return false }
    let byte = text[index]
    switch pattern[item] {
    case UInt8(ascii: "."): return true
    case UInt8(ascii: "%"): return Self.isClass(byte, pattern[item + 1])
    case UInt8(ascii: "["): return isInSet(byte, item, end)
    case let literal: return literal == byte
    }
  }

  /// - Parameter end: Behind the set's bracket.
  private func isInSet(_ byte: UInt8, _ item: Int, _ end: Int) -> Bool {
    var index = item + 1
    let last = end - 1
    let isNegated = pattern[index] == UInt8(ascii: "^")
    if isNegated { index += 1 }
    while index < last {
      if pattern[index] == UInt8(ascii: "%"), index + 1 < last {
        if Self.isClass(byte, pattern[index + 1]) { return !isNegated }
        index += 2
      } else if index + 2 < last, pattern[index + 1] == UInt8(ascii: "-") {
        if pattern[index] <= byte, byte <= pattern[index + 2] { return !isNegated }
        index += 3
      } else {
        if pattern[index] == byte { return !isNegated }
        index += 1
      }
    }
    return isNegated
  }

  /// As C's `isalpha` and the like say without a locale; a capital letter is the opposite.
  private static func isClass(_ byte: UInt8, _ letter: UInt8) -> Bool {
    let isLetter = (65...90).contains(byte) || (97...122).contains(byte)
    let isDigit = (48...57).contains(byte)
    let isIn: Bool
    switch letter | 0x20 {
    case UInt8(ascii: "a"): isIn = isLetter
    case UInt8(ascii: "c"): isIn = byte < 32 || byte == 127
    case UInt8(ascii: "d"): isIn = isDigit
    case UInt8(ascii: "l"): isIn = (97...122).contains(byte)
    case UInt8(ascii: "p"): isIn = (33...126).contains(byte) && !isLetter && !isDigit
    case UInt8(ascii: "s"): isIn = byte == 32 || (9...13).contains(byte)
    case UInt8(ascii: "u"): isIn = (65...90).contains(byte)
    case UInt8(ascii: "w"): isIn = isLetter || isDigit
    case UInt8(ascii: "x"): isIn = isDigit || (97...102).contains(byte | 0x20) && isLetter
    case UInt8(ascii: "z"): isIn = byte == 0
    default: return letter == byte
    }
    guard (65...90).contains(letter) || (97...122).contains(letter) else { return letter == byte }
    return isIn != (65...90).contains(letter)
  }
}
