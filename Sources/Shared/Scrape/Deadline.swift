internal import CLinux
internal import Glibc

/// The moment by which an answer must be there, on the clock that nobody sets.
///
/// One deadline is made for a scrape and handed to everything in it that can wait.
package struct Deadline: Sendable, Comparable {
  /// Nanoseconds on `CLOCK_MONOTONIC`.
  private let instant: UInt64

  private init(instant: UInt64) { self.instant = instant }

  /// The deadline that comes `duration` from now.
  package init(in duration: Duration) {
    instant = Self.now + Self.nanoseconds(duration)
  }

  package static func < (left: Deadline, right: Deadline) -> Bool { left.instant < right.instant }

  /// Time left; zero once the deadline has passed.
  package var remaining: Duration {
    let now = Self.now
    return instant > now ? .nanoseconds(Int64(instant - now)) : .zero
  }

  package var hasPassed: Bool { Self.now >= instant }

  /// Time since the deadline has passed; zero before.
  package var overdue: Duration {
    let now = Self.now
    return now > instant ? .nanoseconds(Int64(now - instant)) : .zero
  }

  /// Milliseconds left, rounded up, as `poll` and `epoll_wait` take them.
  package var pollTimeout: CInt {
    let now = Self.now
    guard instant > now else { return 0 }
    return CInt(min((instant - now + 999_999) / 1_000_000, UInt64(CInt.max)))
  }

  /// The deadline a little later, for who waits for somebody that has it.
  package func later(by margin: Duration) -> Deadline {
    Deadline(instant: instant + Self.nanoseconds(margin))
  }

  /// The deadline a little earlier, for a part whose result must still be put together.
  package func earlier(by margin: Duration) -> Deadline {
    let nanoseconds = Self.nanoseconds(margin)
    return Deadline(instant: instant > nanoseconds ? instant - nanoseconds : 0)
  }

  /// The moment for calls that wait until a point of `CLOCK_MONOTONIC`.
  var timespec: timespec {
    var point = Glibc.timespec()
    point.tv_sec = Int(instant / 1_000_000_000)
    point.tv_nsec = Int(instant % 1_000_000_000)
    return point
  }

  private static var now: UInt64 {
    var now = Glibc.timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
  }

  /// A span as the clock counts it: none when it is negative, a century at most.
  private static func nanoseconds(_ span: Duration) -> UInt64 {
    let (seconds, attoseconds) = span.components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    return UInt64(min(seconds, 1 << 32)) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }
}
