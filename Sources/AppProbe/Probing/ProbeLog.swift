import Shared

/// What a probe did, step by step, for `debug=true`, `/logs` and the program's own log.
///
/// Most are thrown away unread, so that lines are put together only for those who look.
struct ProbeLog: Sendable {
  enum Level: String, Sendable {
    case debug, info, error
    case warning = "warn"
  }

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

  /// About how many bytes it takes.
  var size: Int { lines.reduce(0) { $0 + Self.size(of: $1) } }

  private static func size(of line: Line) -> Int {
    line.details.reduce(80) { $0 + 48 + $1.value.utf8.count }
  }

  /// The log with what has room, the end of long texts and lines before the last left out.
  func cut(to limit: Int) -> ProbeLog {
    guard size > limit, let last = lines.last else { return self }
    var cut = self
    cut.lines = []
    var left = limit - Self.longestLine
    for line in lines {
      let line = Line(
        level: line.level, time: line.time, message: line.message,
        details: line.details.prefix(8).map { ($0.name, OneLine.cut($0.value)) })
      left -= Self.size(of: line)
      guard left >= 0 else { break }
      cut.lines.append(line)
    }
    let lost = lines.count - cut.lines.count
    guard lost > 0 else { return cut }
    cut.lines.append(
      Line(
        level: .warning, time: last.time, message: "Lines left out for want of room",
        details: [("lines", "\(lost)")]))
    return cut
  }

  /// Bytes for the one that says how many were left out.
  private static let longestLine = 200
}
