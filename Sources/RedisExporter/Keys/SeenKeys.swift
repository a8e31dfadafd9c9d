/// Which keys a scan has met, as `SCAN` may return one twice.
///
/// It does so only where the server's table changes its size meanwhile. So that a scan of millions
/// of keys does not cost the memory of their names, it keeps a hash of 64 bits of each: of a million
/// keys, two have the same with a probability of 1 to 37 million. And it keeps no more than a
/// million of those, some 20 MB while the scan lasts; keys after them are taken as new.
struct SeenKeys: Sendable {
  static let limit = 1 << 20

  private var hashes: Set<Int> = []

  /// Whether the key was not met before, as far as is known.
  mutating func insert(_ key: [UInt8]) -> Bool {
    let hash = key.hashValue
    if hashes.count < Self.limit { return hashes.insert(hash).inserted }
    return !hashes.contains(hash)
  }

  mutating func removeAll() { hashes = [] }
}
