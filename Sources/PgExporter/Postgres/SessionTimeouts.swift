import Shared

/// How long the server works on a statement of ours, and waits for a lock, in milliseconds.
///
/// One slow statement must not cost those behind it, so it gets half of what is left. For a lock the
/// wait is short: the statements behind it wait too, and many of a scrape may need the same one.
struct SessionTimeouts: Equatable {
  let statement: Int
  let lock: Int

  init(by deadline: Deadline) {
    let (seconds, attoseconds) = deadline.remaining.components
    let left = Int(min(seconds, 3600)) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    statement = max(left / 2, 10)
    lock = min(max(left / 20, 20), 200)
  }

  /// Whether a session with these need not be told the `wanted` ones: scrapes of one interval differ
  /// by a few milliseconds.
  func serves(_ wanted: SessionTimeouts) -> Bool {
    func isClose(_ ours: Int, _ wanted: Int) -> Bool { ours <= wanted && ours * 4 >= wanted * 3 }
    return isClose(statement, wanted.statement) && isClose(lock, wanted.lock)
  }

  var settings: [(name: String, value: String)] {
    [("statement_timeout", "\(statement)"), ("lock_timeout", "\(lock)")]
  }
}
