import Shared

/// One reading of a server, for everyone who asks for the same at the same moment.
final class Reading: Sendable {
  struct Found: Sendable {
    /// Whether `INFO` was answered.
    var isUp = false
    /// What every sample is labelled with; `instance_role` is known only now.
    var labels = Labels.none
    /// One for each collector, once it is known.
    var pieces: [Piece?]
    /// Why the pieces that are missing will not come.
    var failure: RedisError?
    var duration: Duration?
    fileprivate(set) var isComplete = false
  }

  let collectors: [any RedisCollector]
  /// When everything is back.
  let deadline: Deadline
  private let state: Monitor<Found>

  /// A reading gets this long even for a scraper in a hurry: others may be waiting for it, and the
  /// kept connection is not to be torn down for its sake.
  private static let shortest = Duration.seconds(1)

  init(_ collectors: [any RedisCollector], for deadline: Deadline, limit: Duration) {
    self.collectors = collectors
    let margin = min(.milliseconds(50), deadline.remaining / 10)
    self.deadline = min(
      max(deadline.earlier(by: margin), Deadline(in: Self.shortest)), Deadline(in: limit))
    state = Monitor(Found(pieces: Array(repeating: nil, count: collectors.count + 1)))
  }

  var found: Found { state.read { $0 } }

  /// Adds what was found; nobody is woken for a single piece.
  func note(_ body: (inout Found) -> Void) { state.adjust { body(&$0) } }

  func complete() { state.update { $0.isComplete = true } }

  func wait(until deadline: Deadline) {
    _ = state.wait(until: deadline) { $0.isComplete ? true : nil }
  }

  /// Whether something is missing only since the time was up.
  var ranOutOfTime: Bool {
    let found = found
    return !found.isComplete || found.failure?.reason == .timeout
  }
}

/// What one collector found.
struct Piece: Sendable {
  var written = Exposition()
  var outcome: CollectorOutcome
  var duration = Duration.zero
}
