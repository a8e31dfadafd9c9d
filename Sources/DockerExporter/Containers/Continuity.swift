/// Whether a new stream goes on where the last one ended.
///
/// The engine is asked for events from a little before the last one that is known, and remembers
/// few. If that last one comes again, nothing in between is lost.
struct Continuity {
  /// Seconds: events are not told quite in the order of their times.
  private static let overlap = 5.0

  private var last: EngineEvent?
  /// What a new stream must bring again.
  private var expected: EngineEvent?
  private var begin: ContinuousClock.Instant?
  private var streams = 0
  /// Whether the stream has brought something that was not known.
  private(set) var hasBroughtNews = false

  var isReconnection: Bool { streams > 1 }

  /// Whether the stream has yet to show that nothing is lost.
  var isInDoubt: Bool { expected != nil }

  /// From when to ask; `nil` when no event is known.
  var since: Double? { last.map { $0.time - Self.overlap } }

  mutating func begin(at now: ContinuousClock.Instant) {
    streams += 1
    hasBroughtNews = false
    begin = now
    // One that has not been seen again before the stream was lost once more is still looked for.
    if expected == nil { expected = last }
  }

  /// - Returns: Whether it shows that there is a gap.
  mutating func saw(_ event: EngineEvent, isNew: Bool) -> Bool {
    if event == expected { expected = nil }
    guard isNew else { return false }
    hasBroughtNews = true
    let isGap = expected.map { event.time > $0.time } ?? false
    if isGap { expected = nil }
    if event.time >= last?.time ?? 0 { last = event }
    return isGap
  }

  /// - Returns: Whether what was expected has not come for so long that there is a gap.
  mutating func isOverdue(at now: ContinuousClock.Instant) -> Bool {
    guard expected != nil, let begin, now - begin >= .seconds(2) else { return false }
    expected = nil
    return true
  }
}
