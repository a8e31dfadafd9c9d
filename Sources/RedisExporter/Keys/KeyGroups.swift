import Shared

/// How many keys of a database belong to each group, and what memory they take.
struct KeyGroups: Sendable, Equatable {
  struct Tally: Sendable, Equatable {
    var count = 0
    /// Bytes.
    var memory: Int64 = 0

    fileprivate mutating func add(_ other: Tally) {
      count += other.count
      memory += other.memory
    }
  }

  /// Groups that are kept apart while a scan lasts, however many there are: what further ones there
  /// may be goes straight to the overflow.
  static let limit = 10_000
  static let unclassified = Array("unclassified".utf8)
  static let overflow = Array("overflow".utf8)

  private var tallies: [[UInt8]: Tally] = [:]

  /// How many groups there are, ``limit`` at most, with that of the keys that belong to none.
  var distinct: Int { tallies.count }

  mutating func add(_ group: [UInt8]?, bytes: Int64) {
    let name = group ?? Self.unclassified
    let isKept = tallies.count < Self.limit || tallies[name] != nil
    tallies[isKept ? name : Self.overflow, default: Tally()].add(Tally(count: 1, memory: bytes))
  }

  /// The groups that take the most memory by the labels that they get, in order of these; what is
  /// left is one group `overflow`.
  func rows(limit: Int) -> [(name: String, tally: Tally)] {
    let largest = tallies.sorted { left, right in
      if left.value.memory != right.value.memory { return left.value.memory > right.value.memory }
      return left.key.lexicographicallyPrecedes(right.key)
    }
    var rows: [String: Tally] = [:]
    for (index, group) in largest.enumerated() {
      let name = index < limit ? group.key : Self.overflow
      rows[KeyLabel.of(name), default: Tally()].add(group.value)
    }
    return rows.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension [LuaPattern] {
  /// The name of the group that the first pattern that matches puts a key in.
  func group(of key: [UInt8]) -> [UInt8]? {
    for pattern in self {
      if let group = pattern.group(of: key) { return group }
    }
    return nil
  }
}
