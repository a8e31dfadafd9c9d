/// A stretch of time in seconds since 1970; one that has not ended goes on to infinity.
struct Span: Sendable, Equatable {
  var start: Double
  var end: Double

  var seconds: Double { end - start }
}

/// Stretches that do not overlap, in their order.
struct Spans: Sendable, Equatable {
  private(set) var list: [Span] = []

  /// All that is in any of them.
  init(_ spans: some Sequence<Span>) {
    for span in spans.sorted(by: { $0.start < $1.start }) where span.end > span.start {
      if let last = list.last, last.end >= span.start {
        list[list.count - 1].end = max(last.end, span.end)
      } else {
        list.append(span)
      }
    }
  }

  var seconds: Double { list.reduce(0) { $0 + $1.seconds } }
  var isEmpty: Bool { list.isEmpty }

  /// What is in both.
  func intersection(_ other: Spans) -> Spans {
    var common: [Span] = []
    for span in list {
      for other in other.list {
        common.append(Span(start: max(span.start, other.start), end: min(span.end, other.end)))
      }
    }
    return Spans(common)
  }

  func union(_ other: Spans) -> Spans { Spans(list + other.list) }

  func clamped(to span: Span) -> Spans { intersection(Spans([span])) }

  /// Those that are at most so far apart as one.
  func joined(gap: Double) -> Spans {
    Spans(list.map { Span(start: $0.start, end: $0.end + gap) }).shortened(by: gap)
  }

  private func shortened(by gap: Double) -> Spans {
    Spans(list.map { Span(start: $0.start, end: $0.end - gap) })
  }
}
