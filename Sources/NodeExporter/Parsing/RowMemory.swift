import Shared

/// What was worked out for the rows of a kernel table, found again by the bytes of their key.
///
/// A table hardly changes from one scrape to the next, so names, labels and the decision whether a
/// row is wanted are made once. Rows are asked for in the table's order; those that were not asked
/// for between ``begin()`` and ``end()`` are forgotten.
struct RowMemory<Value: Sendable>: Sendable {
  private var rows: [(key: [UInt8], value: Value)] = []
  private var next = 0
  /// Whether a row came or went since ``begin()``.
  private(set) var isChanged = false

  mutating func begin() {
    next = 0
    isChanged = false
  }

  /// The value of the row with `key`; a row that is new gets the value of `make`.
  mutating func value<E>(
    for key: Span<UInt8>, _ make: () throws(E) -> Value
  ) throws(E) -> Value {
    if next == rows.count || !Self.areEqual(rows[next].key, key) {
      if let later = rows[next...].firstIndex(where: { Self.areEqual($0.key, key) }) {
        rows.removeSubrange(next..<later)
      } else {
        let value = try make()
        rows.insert(([UInt8](key), value), at: next)
      }
      isChanged = true
    }
    next += 1
    return rows[next - 1].value
  }

  mutating func end() {
    guard next < rows.count else { return }
    rows.removeSubrange(next...)
    isChanged = true
  }

  private static func areEqual(_ key: [UInt8], _ other: Span<UInt8>) -> Bool {
    let key = key.span
    guard key.count == other.count else { return false }
    for index in other.indices where key[index] != other[index] { return false }
    return true
  }
}

extension [UInt8] {
  init(_ bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
  }
}
