import Shared

/// What is said and heard over a connection, step by step.
///
/// Lines end with a newline, before which a carriage return is left away. The last one before the
/// other side ends the connection needs none; nor does a prompt: what stands unended while nothing
/// more comes for a second is looked at as it is.
struct Conversation {
  /// Bytes of a line at most.
  static let lineLimit = 64 << 10

  /// Of each step, at most.
  private static let linesInLog = 100

  let steps: [QueryResponse]
  let connection: ProbeConnection
  let tls: TLSSettings
  /// Whom the server's certificate must be for.
  let host: String
  /// How long a line may stand still before it is taken for a prompt.
  var quiet = Duration.seconds(1)

  func run(_ probe: Probe) async throws(ProbeFailure) {
    for (index, step) in steps.enumerated() {
      probe.log.note(
        .info, "Processing query response entry", [("entry_number", String(index))])
      try await run(step, probe)
    }
  }

  private func run(_ step: QueryResponse, _ probe: Probe) async throws(ProbeFailure) {
    var send = step.send.map { Array($0.utf8) } ?? []
    if let pattern = step.expect {
      let match = try await expect(pattern, probe)
      send = step.send.map { match.expand($0) } ?? []
      step.reportLabels(of: match, in: &probe.report)
    }
    if let bytes = step.expectBytes, !bytes.isEmpty { try await expect(bytes, probe) }
    if !send.isEmpty {
      probe.log.note(.debug, "Sending", [("bytes", String(send.count))])
      try await connection.send(step.endsLine ? send + [UInt8(ascii: "\n")] : send)
    }
    if step.startsTLS { try await connection.startTLS(tls, host: host, for: probe) }
  }

  /// Reads lines until one matches.
  private func expect(
    _ pattern: Pattern, _ probe: Probe
  ) async throws(ProbeFailure) -> PatternMatch {
    var lines = LineReader(connection, quiet: quiet)
    var shown = 0
    while let line = try await lines.next() {
      shown += 1
      if shown <= Self.linesInLog {
        probe.log.note(
          .debug, "Read line",
          [("line", OneLine.of(String(decoding: line, as: UTF8.self)) { $0 })])
      }
      if let match = pattern.firstMatch(in: line) {
        lines.take()
        probe.log.note(.info, "Regexp matched", [("regexp", pattern.text)])
        return match
      }
    }
    probe.report.set(.failedDueToRegex, 1)
    throw ProbeFailure(
      .expect,
      OneLine.cut("\(connection.name) ended the connection before a line matched '\(pattern.text)'")
    )
  }

  private func expect(_ bytes: [UInt8], _ probe: Probe) async throws(ProbeFailure) {
    var hasMore = true
    while true {
      let start = connection.received.prefix(bytes.count)
      if start.elementsEqual(bytes) { return connection.drop(bytes.count) }
      guard hasMore, bytes.starts(with: start) else { break }
      hasMore = try await connection.receive()
    }
    probe.report.set(.failedDueToBytes, 1)
    throw ProbeFailure(.expect, "\(connection.name) did not send the bytes that are expected")
  }
}

/// The lines that come over a connection.
private struct LineReader {
  private let connection: ProbeConnection
  private let quiet: Duration
  /// Of the line at the beginning of what was received, its end included.
  private var count = 0
  /// Bytes that are known to hold no newline.
  private var searched = 0
  private var shownPrompt = 0

  init(_ connection: ProbeConnection, quiet: Duration) {
    self.connection = connection
    self.quiet = quiet
  }

  /// Uses up the line that was given last.
  mutating func take() {
    connection.drop(count)
    (count, searched, shownPrompt) = (0, 0, 0)
  }

  /// The next line, or one that may go on; `nil` at the end.
  mutating func next() async throws(ProbeFailure) -> [UInt8]? {
    // One that may go on is given again, once there is more of it.
    if count > 0, shownPrompt == 0 { take() }
    while true {
      let received = connection.received
      if let end = received.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) {
        (count, shownPrompt) = (end - received.startIndex + 1, 0)
        return Self.withoutReturn(received[..<end])
      }
      searched = received.count
      guard searched <= Conversation.lineLimit else {
        throw ProbeFailure(
          .size, "\(connection.name) sent a line of more than \(Conversation.lineLimit) bytes")
      }
      if connection.hasEnded {
        guard searched > shownPrompt else { return nil }
        (count, shownPrompt) = (searched, 0)
        return Self.withoutReturn(received)
      }
      if searched > shownPrompt {
        guard try await connection.receive(until: Deadline(in: quiet)) == nil else { continue }
        (count, shownPrompt) = (searched, searched)
        return Array(received)
      }
      _ = try await connection.receive()
    }
  }

  private static func withoutReturn(_ line: ArraySlice<UInt8>) -> [UInt8] {
    Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
  }
}
