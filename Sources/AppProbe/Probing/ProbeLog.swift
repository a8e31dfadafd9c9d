import Shared

/// What a probe did, step by step, for `debug=true`, `/logs` and the program's own log.
///
/// Most are thrown away unread, so that lines are put together only for those who look.
struct ProbeLog: Sendable {
  enum Level: Sendable { case debug, info, warning, error }

  struct Line: Sendable {
    let level: Level
    /// Since the probe began.
    let time: Duration
    let message: StaticString
    let details: [(name: StaticString, value: String)]
  }

  private let start = ContinuousClock.now
  private(set) var lines: [Line] = []

  mutating func note(
    _ level: Level = .info, _ message: StaticString,
    _ details: [(name: StaticString, value: String)] = []
  ) {
    lines.append(
      Line(level: level, time: start.duration(to: .now), message: message, details: details))
  }
}
