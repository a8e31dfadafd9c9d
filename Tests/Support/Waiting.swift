internal import Glibc
internal import Shared

/// A door that threads wait at until it is opened.
package final class Gate: Sendable {
  private let isOpen = Monitor(false)

  package init() {}

  package func open() { isOpen.update { $0 = true } }

  /// Waits for the door, a minute at most.
  package func pass() {
    _ = isOpen.wait(until: Deadline(in: .seconds(60))) { $0 ? true : nil }
  }
}

/// A number that several threads count up.
package final class Counter: Sendable {
  private let count = Monitor(0)

  package init() {}

  @discardableResult
  package func increment() -> Int {
    count.update { count in
      count += 1
      return count
    }
  }

  package var value: Int { count.read { $0 } }
}

/// Lets other threads run for some milliseconds.
package func pauseBriefly() { usleep(20_000) }
