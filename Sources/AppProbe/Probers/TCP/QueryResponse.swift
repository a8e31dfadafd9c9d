import Shared

/// A step of a conversation.
struct QueryResponse: Sendable {
  /// A line that must come, and what of it is used later.
  var expect: Pattern?
  var expectBytes: [UInt8]?
  /// Labels of `probe_expect_info`, whose values may hold what the pattern captured, as `${1}`.
  var labels: [(name: String, value: String)] = []
  /// May hold what the pattern captured.
  var send: String?
  /// Whether a newline is sent after that. Upstream always does, also where what is sent is binary.
  var endsLine = true
  var startsTLS = false
}

extension QueryResponse {
  /// Shows what the pattern captured, where that is asked for.
  func reportLabels(of match: PatternMatch, in report: inout ProbeReport) {
    guard !labels.isEmpty else { return }
    report.set(
      .expectInfo, 1,
      labels.map { name, value in
        (name, OneLine.cut(String(decoding: match.expand(value), as: UTF8.self)))
      })
  }
}
