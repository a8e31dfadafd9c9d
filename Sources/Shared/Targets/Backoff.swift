/// When to try again what failed: at once, then after 0.5, 1, 2 and 4 s, and never more than 5 s
/// after the last attempt.
///
/// A server that comes back is found soon, and one that is down for hours is not knocked at by each
/// scrape.
package struct Backoff: Sendable {
  private var failures = 0
  private var next: ContinuousClock.Instant?

  package init() {}

  private static let longest = Duration.seconds(5)

  package func isDue(at now: ContinuousClock.Instant) -> Bool { next.map { $0 <= now } ?? true }

  package mutating func failed(at now: ContinuousClock.Instant) {
    failures += 1
    next = now + Self.wait(after: failures)
  }

  package mutating func succeeded() { self = Backoff() }

  /// How long to wait after so many failures in a row.
  static func wait(after failures: Int) -> Duration {
    guard failures > 1 else { return .zero }
    return min(longest, .milliseconds(500) * (1 << min(failures - 2, 8)))
  }
}
