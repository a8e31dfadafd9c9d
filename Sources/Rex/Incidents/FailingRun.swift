/// Samples in a row that say 0: of a probe that fails, of a part that is down.
struct FailingRun: Sendable, Equatable {
  /// The first moment at which it is known to have failed; `nil` before it when no sample said that it was well.
  let start: Double
  let lastGood: Double?
  let lastBad: Double
  let ending: Ending
  /// Samples that say so.
  let count: Int

  var span: Span { Span(start: start, end: ending.moment ?? .infinity) }

  /// How long before its result is seen a probe may have begun, in seconds.
  private static let longestProbe = 60.0

  /// - Parameters:
  ///   - since: Of the same target, since when its probes have ended as the last one did. It tells the moment of a
  ///     change within the scrape interval in which it was seen.
  ///   - now: What is as new as that has not ended.
  static func all(_ series: Series, since: Series?, now: Double) -> [FailingRun] {
    var runs: [FailingRun] = []
    var good: Double?
    var first: Double?
    var last = 0.0
    var count = 0
    let interval = max(1, series.interval)
    func exact(_ seen: Double, after before: Double?) -> Double {
      guard let value = since?.last(upTo: seen)?.value, value <= seen,
        value >= (before ?? seen - interval) - longestProbe,
        value != before.flatMap({ since?.last(upTo: $0)?.value })
      else { return seen }
      return value
    }
    func end(_ ending: Ending) {
      guard let began = first else { return }
      runs.append(
        FailingRun(
          start: exact(began, after: good), lastGood: good, lastBad: last, ending: ending,
          count: count))
      first = nil
      count = 0
    }
    for sample in series.samples {
      if sample.value == 0 {
        first = first ?? sample.at
        last = sample.at
        count += 1
      } else {
        end(.at(exact(sample.at, after: last)))
        good = sample.at
      }
    }
    end(last + max(60, 3 * interval) >= now ? .open : .unknown)
    return runs
  }
}
