/// A set of metric names, of which only 64-bit hashes are kept.
///
/// It is filled anew for every scrape, so adding a name must cost less than writing it. Two names
/// with the same hash would pass for one; among a million names the odds of that are one in
/// thirty million, and the hash is seeded so that nobody can aim for it.
struct NameIndex: Sendable {
  /// Open addressing; zero is a free slot.
  private var slots: [UInt64] = []
  private var count = 0

  /// A name in its hashed form.
  struct Key: Hashable, Sendable {
    fileprivate let hash: UInt64
  }

  func contains(_ key: Key) -> Bool {
    slots.isEmpty ? false : slots[slot(of: key.hash)] != 0
  }

  /// Adds a name, unless it is there already.
  ///
  /// - Returns: Whether it was not.
  @discardableResult
  mutating func insert(_ key: Key) -> Bool {
    reserve(1)
    let slot = slot(of: key.hash)
    guard slots[slot] == 0 else { return false }
    slots[slot] = key.hash
    count += 1
    return true
  }

  /// Makes room for more names.
  mutating func reserve(_ more: Int) {
    guard (count + more) * 2 > slots.count else { return }
    var size = max(64, slots.count * 2)
    while (count + more) * 2 > size { size *= 2 }
    grow(to: size)
  }

  mutating func removeAll() {
    guard count > 0 else { return }
    count = 0
    for index in slots.indices { slots[index] = 0 }
  }

  /// Where the hash is, or the free slot where it would be.
  private func slot(of hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow(to size: Int) {
    let old = slots
    slots = [UInt64](repeating: 0, count: size)
    for hash in old where hash != 0 { slots[slot(of: hash)] = hash }
  }
}

extension NameIndex.Key {
  /// Differs from run to run.
  private static let seed = UInt64.random(in: 1...UInt64.max)

  /// The name that `name` less its last `dropped` bytes, and then `suffix`, make up.
  init(_ name: Span<UInt8>, dropping dropped: Int = 0, adding suffix: StaticString = "") {
    let kept = name.count - dropped
    var state = Self.seed
    var word: UInt64 = 0
    let whole = kept & ~7
    unsafe name.withUnsafeBytes { bytes in
      for index in stride(from: 0, to: whole, by: 8) {
        word = unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        Self.mix(&state, &word)
      }
    }
    for index in whole..<kept {
      word = word << 8 | UInt64(name[index])
      if index & 7 == 7 { Self.mix(&state, &word) }
    }
    for index in 0..<suffix.utf8CodeUnitCount {
      word = word << 8 | UInt64(unsafe suffix.utf8Start[index])
      if (kept + index) & 7 == 7 { Self.mix(&state, &word) }
    }
    word ^= UInt64(kept + suffix.utf8CodeUnitCount) << 56
    Self.mix(&state, &word)
    hash = max(state, 1)
  }

  /// Folds eight bytes into the state by the two halves of a 128-bit product.
  private static func mix(_ state: inout UInt64, _ word: inout UInt64) {
    let product = (state ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    state = product.high ^ product.low
    word = 0
  }
}
