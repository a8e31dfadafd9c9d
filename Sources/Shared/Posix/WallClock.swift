internal import CLinux
internal import Glibc

/// The time of day, which somebody may set; deadlines are on another clock.
package enum WallClock {
  /// Since 1970, in UTC.
  package static var now: (seconds: Int, nanoseconds: Int) {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return (now.tv_sec, now.tv_nsec)
  }

  /// Seconds since 1970, in UTC.
  package static var seconds: Double {
    let now = now
    return Double(now.seconds) + Double(now.nanoseconds) / 1_000_000_000
  }
}
