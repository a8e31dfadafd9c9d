/// The last events that have come: after a lost stream the engine tells some of them again.
struct RecentEvents {
  private struct Key: Hashable {
    let id: String
    let time: Double
    let words: String
  }

  /// More than engines remember, which is 256.
  private static let limit = 1024

  private var known: Set<Key> = []
  /// The oldest first, as a ring.
  private var order: [Key] = []
  private var oldest = 0

  /// - Returns: Whether it has not been there before.
  mutating func insert(_ event: EngineEvent) -> Bool {
    let key = Key(id: event.id, time: event.time, words: event.words)
    guard known.insert(key).inserted else { return false }
    if order.count < Self.limit {
      order.append(key)
    } else {
      known.remove(order[oldest])
      order[oldest] = key
      oldest = (oldest + 1) % Self.limit
    }
    return true
  }
}
