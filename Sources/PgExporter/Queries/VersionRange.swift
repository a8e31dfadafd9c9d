/// The server versions that a query is for, as in `>=10.0.0 <14.0.0 || >=15.0.0`.
///
/// Conditions apart by spaces hold together, `||` separates alternatives, and `x` or a missing part
/// stands for any number. PostgreSQL 15.4 counts as 15.4.0, and 9.6.24 as itself.
struct VersionRange: Hashable, Sendable {
  private let alternatives: [[Condition]]

  func contains(_ version: ServerVersion) -> Bool {
    let version = Version(version)
    return alternatives.contains { $0.allSatisfy { $0.holds(for: version) } }
  }
}

/// Why a text is no range of versions.
struct VersionRangeError: Error, Equatable, CustomStringConvertible {
  let description: String
}

// MARK: - Reading

extension VersionRange {
  init(_ text: String) throws(VersionRangeError) {
    var alternatives: [[Condition]] = []
    for part in text.split(separator: "||", omittingEmptySubsequences: false) {
      alternatives.append(try Self.conditions(part, of: text))
    }
    self.alternatives = alternatives
  }

  private static func conditions(
    _ part: Substring, of text: String
  ) throws(VersionRangeError) -> [Condition] {
    func takeWhile(_ rest: inout Substring, _ belongs: (Character) -> Bool) -> String {
      let taken = rest.prefix(while: belongs)
      rest = rest.dropFirst(taken.count)
      return String(taken)
    }
    func error(_ reason: String) -> VersionRangeError {
      VersionRangeError(
        description: "'\(text)' is not a range of versions such as '>=13.0.0 <15.0.0': \(reason)")
    }
    var conditions: [Condition] = []
    var rest = part
    while true {
      _ = takeWhile(&rest) { $0 == " " }
      guard !rest.isEmpty else { break }
      let sign = takeWhile(&rest) { "<>=!".contains($0) }
      _ = takeWhile(&rest) { $0 == " " }
      let version = takeWhile(&rest) { !" <>=!".contains($0) }
      guard let comparison = Comparison(sign) else { throw error("there is no '\(sign)'") }
      guard let condition = Condition(comparison, version) else {
        throw error("'\(version)' is not a version")
      }
      conditions.append(condition)
    }
    guard !conditions.isEmpty else { throw error("there is nothing to compare with") }
    return conditions
  }
}

// MARK: - Parts

private struct Version: Hashable, Comparable {
  let major: Int
  let minor: Int
  let patch: Int

  init(_ major: Int, _ minor: Int, _ patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  init(_ server: ServerVersion) {
    let number = server.number
    if number >= 100000 {
      self.init(number / 10000, number % 10000, 0)
    } else {
      self.init(number / 10000, number / 100 % 100, number % 100)
    }
  }

  static func < (left: Self, right: Self) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}

private enum Comparison {
  case equal, unequal, less, lessOrEqual, greater, greaterOrEqual

  init?(_ sign: String) {
    switch sign {
    case "", "=", "==": self = .equal
    case "!", "!=": self = .unequal
    case "<": self = .less
    case "<=": self = .lessOrEqual
    case ">": self = .greater
    case ">=": self = .greaterOrEqual
    default: return nil
    }
  }
}

private struct Condition: Hashable {
  let comparison: Comparison
  /// The first version that is meant.
  let first: Version
  /// The first one behind those that are meant; `nil` when every version is.
  let end: Version?

  init?(_ comparison: Comparison, _ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), parts.allSatisfy(Self.isPart) else { return nil }
    let isFixed = parts.prefix { !Self.isAny($0) }
    // A number behind an `x` means nothing.
    guard parts.dropFirst(isFixed.count).allSatisfy(Self.isAny) else { return nil }
    let numbers = isFixed.compactMap { Int($0) }
    guard numbers.count == isFixed.count else { return nil }
    func version(_ numbers: [Int]) -> Version {
      Version(
        numbers.count > 0 ? numbers[0] : 0, numbers.count > 1 ? numbers[1] : 0,
        numbers.count > 2 ? numbers[2] : 0)
    }
    self.comparison = comparison
    first = version(numbers)
    end = numbers.last.map { version(numbers.dropLast() + [$0 + 1]) }
  }

  private static func isAny(_ part: Substring) -> Bool { ["x", "X", "*"].contains(part) }

  private static func isPart(_ part: Substring) -> Bool {
    isAny(part)
      || (1...9).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  func holds(for version: Version) -> Bool {
    let isBelowEnd = end.map { version < $0 } ?? true
    return switch comparison {
    case .equal: version >= first && isBelowEnd
    case .unequal: version < first || !isBelowEnd
    case .less: version < first
    case .lessOrEqual: isBelowEnd
    case .greater: !isBelowEnd
    case .greaterOrEqual: version >= first
    }
  }
}
