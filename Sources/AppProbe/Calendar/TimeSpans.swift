/// Stretches of time that neither overlap nor touch, in their order, in seconds since 1970.
struct TimeSpans: Equatable, Sendable {
  private(set) var spans: [Range<Int>] = []

  /// All that is in any of them.
  init(_ spans: [Range<Int>]) {
    for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) where !span.isEmpty {
      if let last = self.spans.last, last.upperBound >= span.lowerBound {
        let end = max(last.upperBound, span.upperBound)
        self.spans[self.spans.count - 1] = last.lowerBound..<end
      } else {
        self.spans.append(span)
      }
    }
  }

  /// Seconds of all of them.
  var duration: Int { spans.reduce(0) { $0 + $1.count } }

  func contains(_ moment: Int) -> Bool { spans.contains { $0.contains(moment) } }

  func clamped(to limits: Range<Int>) -> TimeSpans {
    TimeSpans(spans.map { $0.clamped(to: limits) })
  }

  /// What is in none of the others.
  func subtracting(_ others: TimeSpans) -> TimeSpans {
    var rest: [Range<Int>] = []
    var index = 0
    for span in spans {
      var start = span.lowerBound
      while index < others.spans.count, others.spans[index].upperBound <= start { index += 1 }
      for other in others.spans[index...] {
        guard other.lowerBound < span.upperBound else { break }
        if other.lowerBound > start { rest.append(start..<other.lowerBound) }
        start = max(start, other.upperBound)
      }
      if start < span.upperBound { rest.append(start..<span.upperBound) }
    }
    return TimeSpans(rest)
  }
}
