import Shared

/// When a target is probed: at its phase and then once per interval, whenever the last probe ended.
struct Pace {
  let interval: Duration
  /// The next start.
  private(set) var next: Deadline

  /// - Parameters:
  ///   - hash: Spreads targets over their interval. A moment of the day belongs to it, so that the phase
  ///     is the same after a restart.
  ///   - now: Seconds since 1970. A clock that is set later moves nothing.
  init(interval: Duration, hash: UInt64, now: Double) {
    self.interval = interval
    next = Deadline(in: Self.delay(interval: interval, hash: hash, now: now))
  }

  /// How long until the first start.
  static func delay(interval: Duration, hash: UInt64, now: Double) -> Duration {
    let length = Int64(interval / .nanoseconds(1))
    let phase = Int64(hash % UInt64(length))
    let passed = Int64(now * 1e9) % length
    return .nanoseconds((phase - passed + length) % length)
  }

  /// What is left for a probe that begins now, if it is to end before the next one begins.
  var room: Duration {
    max(
      .milliseconds(1), next.later(by: interval).remaining - min(.milliseconds(50), interval / 20))
  }

  /// Goes on to the next start that is yet to come.
  ///
  /// - Returns: How many have passed unused.
  mutating func advance() -> Int {
    next = next.later(by: interval)
    guard next.hasPassed else { return 0 }
    let missed = Int(next.overdue / interval) + 1
    next = next.later(by: interval * missed)
    return missed
  }
}
