import Shared

/// A pattern of Lua 5.1, which Redis groups keys by: classes such as `%d`, sets, `*` `+` `-` `?`,
/// anchors, captures, `%b()` and `%f[set]`.
///
/// Matching is bounded, so that no pattern keeps a scrape busy: a key that would take more steps
/// does not match.
struct LuaPattern: Sendable, Equatable {
  /// How many captures Lua has, too.
  static let captureLimit = 32
  static let lengthLimit = 256
  /// Items of the pattern that are tried on one key.
  static let stepLimit = 50_000

  let text: String
  let bytes: [UInt8]

  init(_ text: String) throws(LuaPatternError) {
    bytes = Array(text.utf8)
    self.text = text
    guard bytes.count <= Self.lengthLimit else {
      throw LuaPatternError(text, "it is longer than \(Self.lengthLimit) bytes")
    }
    try check()
  }

  /// Parses a list with commas between, in which a pattern with a comma stands in double quotes.
  static func list(_ text: String) throws(LuaPatternError) -> [LuaPattern] {
    var parts: [String] = [""]
    var isQuoted = false
    var previous: Character?
    for character in text {
      switch character {
      case "\"":
        // Two of them in quotes are one.
        if !isQuoted, previous == "\"" { parts[parts.count - 1].append(character) }
        isQuoted.toggle()
      case "," where !isQuoted: parts.append("")
      default: parts[parts.count - 1].append(character)
      }
      previous = character
    }
    guard !isQuoted else { throw LuaPatternError(text, "a quote is not closed") }
    var patterns: [LuaPattern] = []
    for part in parts where !part.isEmpty { patterns.append(try LuaPattern(part)) }
    return patterns
  }

  /// What the captures of the first match hold, one behind the other, as Redis's users know the
  /// name of a group; `()` holds a position, from 1. Nothing where nothing matches.
  func group(of key: [UInt8]) -> [UInt8]? {
    var match = LuaMatch(bytes, key)
    let isAnchored = bytes.first == UInt8(ascii: "^")
    var start = 0
    repeat {
      match.reset()
      if match.item(start, isAnchored ? 1 : 0) != nil { return match.joinedCaptures }
      if match.isExhausted { return nil }
      start += 1
    } while start <= key.count && !isAnchored
    return nil
  }
}

/// What is wrong with a pattern.
struct LuaPatternError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ pattern: String, _ reason: String) { description = "\(pattern): \(reason)" }
}

// MARK: - What a pattern must be

extension LuaPattern {
  private func check() throws(LuaPatternError) {
    var open: [Int] = []
    var closed: Set<Int> = []
    var captures = 0
    var index = bytes.first == UInt8(ascii: "^") ? 1 : 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "("):
        captures += 1
        guard captures <= Self.captureLimit else {
          throw LuaPatternError(text, "too many captures")
        }
        open.append(captures)
        index += 1
      case UInt8(ascii: ")"):
        guard let last = open.popLast() else { throw LuaPatternError(text, "a ) without its (") }
        closed.insert(last)
        index += 1
      case UInt8(ascii: "%") where next(index) == UInt8(ascii: "b"):
        guard index + 3 < bytes.count else {
          throw LuaPatternError(text, "%b needs two characters, as in %b()")
        }
        index += 4
      case UInt8(ascii: "%") where next(index) == UInt8(ascii: "f"):
        guard next(index + 1) == UInt8(ascii: "[") else {
          throw LuaPatternError(text, "%f needs a set, as in %f[%w]")
        }
        index = try end(of: index + 2)
      case UInt8(ascii: "%") where next(index).map { (48...57).contains($0) } ?? false:
        guard let number = next(index), closed.contains(Int(number) - 48) else {
          throw LuaPatternError(text, "a % and a number need a capture that ends before")
        }
        index += 2
      default:
        index = try end(of: index)
        if index < bytes.count, LuaMatch.isRepetition(bytes[index]) { index += 1 }
      }
    }
    guard open.isEmpty else { throw LuaPatternError(text, "a ( without its )") }
  }

  private func next(_ index: Int) -> UInt8? { index + 1 < bytes.count ? bytes[index + 1] : nil }

  private func end(of item: Int) throws(LuaPatternError) -> Int {
    guard let end = LuaMatch.end(of: item, in: bytes) else {
      throw LuaPatternError(text, "it ends within a set or behind a %")
    }
    return end
  }
}
