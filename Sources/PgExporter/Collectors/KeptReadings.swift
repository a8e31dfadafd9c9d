import Shared
import Synchronization

/// What servers were asked for that costs them much, which is kept for a while.
final class KeptReadings<Contents: Sendable>: Sendable {
  struct Reading: Sendable {
    let contents: Contents
    let time: ContinuousClock.Instant
    fileprivate let weight: Int
  }

  private let maxAge: Duration
  /// Of all servers and databases together.
  private let maxKept = 100_000
  private let kept = Mutex<[String: Reading]>([:])

  /// - Parameter maxAge: For how long a reading is fresh; with 0 none is kept.
  init(maxAge: Duration) { self.maxAge = maxAge }

  /// The last reading, however old.
  subscript(key: String) -> Reading? { kept.withLock { $0[key] } }

  /// The last reading, if it is young enough to be served instead of asking.
  func fresh(_ key: String) -> Reading? {
    self[key].flatMap { $0.time.duration(to: .now) < maxAge ? $0 : nil }
  }

  /// Keeps a reading in the place of the oldest, where there are too many.
  ///
  /// - Parameter count: How many values it has.
  func keep(
    _ contents: Contents, count: Int, for key: String, at time: ContinuousClock.Instant = .now
  ) {
    guard maxAge > .zero else { return }
    kept.withLock { kept in
      kept[key] = Reading(contents: contents, time: time, weight: count + 1)
      var sum = kept.values.reduce(0) { $0 + $1.weight }
      while sum > maxKept, let oldest = kept.min(by: { $0.value.time < $1.value.time }) {
        kept[oldest.key] = nil
        sum -= oldest.value.weight
      }
    }
  }
}
