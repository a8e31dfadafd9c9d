/// How many scheduled probes may run at once.
///
/// A quarter is kept for targets that answered the last time, whatever they said: those that hang, and
/// those nobody knows yet, do not keep the others from being probed.
struct ProbeSlots {
  private let limit: Int
  private(set) var running = 0

  init(limit: Int) { self.limit = max(1, limit) }

  /// Takes a place, if there is one.
  mutating func take(hasAnswered: Bool) -> Bool {
    guard running < (hasAnswered ? limit : limit - limit / 4) else { return false }
    running += 1
    return true
  }

  mutating func give() { running -= 1 }
}
