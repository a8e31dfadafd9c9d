import Shared

/// Lets a few logins at a time into libpq, those of servers that a stranger named.
///
/// A server can keep libpq computing behind TLS (``Greeting``), where nothing ends it. So many
/// threads and processors it can cost, until the process ends; from then on such logins fail
/// at their deadline, and the data sources, which have no door, are read on.
final class LoginDoor: Sendable {
  private let free: Monitor<Int>

  init(places: Int = 2) { free = Monitor(places) }

  /// Waits for a place; a login with the usual 4096 rounds holds it for some milliseconds.
  ///
  /// - Returns: `nil` when there was none by the deadline.
  func pass<R, E>(by deadline: Deadline, _ body: () throws(E) -> R) throws(E) -> R? {
    let isIn = free.wait(until: deadline) { free -> Bool? in
      guard free > 0 else { return nil }
      free -= 1
      return true
    }
    guard isIn == true else { return nil }
    defer { free.update { $0 += 1 } }
    return try body()
  }
}
