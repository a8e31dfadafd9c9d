import Shared

/// A table of fields that is looked up by the bytes of a key, without making a `String` of them.
struct InfoFields: Sendable {
  private let fields: [InfoField]
  /// Places in ``fields`` by hash, -1 where there is none; a field is at its hash or behind it.
  private let slots: [Int16]
  private let longest: Int

  init(_ fields: [InfoField]) {
    var size = 64
    while size < 4 * fields.count { size *= 2 }
    var slots = [Int16](repeating: -1, count: size)
    for (index, field) in fields.enumerated() {
      var slot = Self.hash(field.key.utf8.span) & (size - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = Int16(index)
    }
    self.fields = fields
    self.slots = slots
    longest = fields.map(\.key.utf8.count).max() ?? 0
  }

  /// The field with this key.
  subscript(key: Span<UInt8>) -> InfoField? {
    guard key.count <= longest else { return nil }
    var slot = Self.hash(key) & (slots.count - 1)
    while slots[slot] >= 0 {
      let field = fields[Int(slots[slot])]
      if Self.equal(field.key.utf8.span, key) { return field }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private static func hash(_ key: Span<UInt8>) -> Int {
    var hash = FNV1a<UInt32>()
    hash.add(key)
    return Int(hash.value ^ (hash.value >> 15))
  }

  private static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }
}

extension InfoFields {
  /// What every server may say in `INFO ALL`.
  static let general = InfoFields(server + memory + persistence + stats + processor + replication)
  /// What a module may say in `INFO MODULES`.
  static let modules = InfoFields(search + valkey)
  /// What Tile38 says in `SERVER EXT`.
  static let ofTile38 = InfoFields(tile38)
}
