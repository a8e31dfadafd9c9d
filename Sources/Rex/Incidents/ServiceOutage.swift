/// A service that users could not use.
struct ServiceOutage: Sendable, Equatable {
  let service: String
  let spans: Spans
  let ending: Ending
  /// The last sign that it failed.
  let lastBad: Double

  var start: Double { spans.list[0].start }

  /// Shorter failures make no incident of their own: one probe that failed is no outage.
  static let shortest = 10.0

  /// A target fails when it fails from everywhere it is probed from, a service when one of its targets does.
  static func all(in observations: Observations) -> [ServiceOutage] {
    let now = observations.range.upperBound
    let since = observations.sinceByTarget
    return Dictionary(grouping: observations.success) { $0["service"] }
      .flatMap { service, series -> [ServiceOutage] in
        var spans = Spans([])
        var runs: [FailingRun] = []
        for ofTarget in Dictionary(
          grouping: series, by: { Observations.target($0, withVantage: false) }
        ).values {
          var common: Spans?
          for series in ofTarget {
            let found = FailingRun.all(series, since: since[Observations.target(series)], now: now)
            runs += found
            let failing = Spans(found.map(\.span))
            common = common.map { $0.intersection(failing) } ?? failing
          }
          spans = spans.union(common ?? Spans([]))
        }
        return spans.list.map { span in
          let within = runs.filter { $0.start < span.end && $0.span.end > span.start }
          let lastBad = within.map(\.lastBad).max() ?? span.start
          let ending: Ending =
            span.end.isFinite
            ? .at(span.end) : within.contains { $0.ending.isOpen } ? .open : .unknown
          return ServiceOutage(
            service: service, spans: Spans([span]), ending: ending, lastBad: lastBad)
        }
      }
      .sorted { ($0.start, $0.service) < ($1.start, $1.service) }
  }

  /// Those of one service in one incident as one.
  static func merged(_ outages: [ServiceOutage]) -> [ServiceOutage] {
    Dictionary(grouping: outages, by: \.service).compactMap { service, outages in
      guard let last = outages.max(by: { $0.lastBad < $1.lastBad }) else { return nil }
      return ServiceOutage(
        service: service, spans: Spans(outages.flatMap(\.spans.list)), ending: last.ending,
        lastBad: last.lastBad)
    }
    .sorted { ($0.start, $0.service) < ($1.start, $1.service) }
  }

  /// Up to a moment, where it has not ended.
  func spans(upTo moment: Double) -> Spans {
    spans.clamped(to: Span(start: -.infinity, end: moment))
  }
}
