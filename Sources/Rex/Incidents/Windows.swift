/// Finds roughly when something was wrong, so that only those stretches are asked for sample by sample.
struct Windows {
  /// In which something pages, or the client is told, or probes of services fail.
  let core: [Range<Double>]
  /// In which there are warnings.
  let warnings: [Range<Double>]

  /// A day at a time: an answer has to come within the time that an answer may take.
  private static let chunk = 86_400.0
  private static let step = 30.0
  /// Around what was found, for what came before and after.
  private static let margin = 600.0

  init(_ prometheus: Prometheus, in range: Range<Double>) throws(Complaint) {
    core = try Self.find(Self.core, prometheus, range)
    warnings = try Self.find(
      [#"last_over_time(ALERTS{alertstate="firing",severity="warning"}[1m])"#], prometheus, range)
  }

  /// Each looks a minute back, twice the step, so that no sample is passed over.
  private static let core = [
    #"last_over_time(ALERTS{alertstate="firing",severity="critical"}[1m])"#,
    #"last_over_time(ALERTS{alertstate="firing",audience="client"}[1m])"#,
    "min_over_time(app_probe_last_success\(Observations.services)[1m]) == 0",
    "min_over_time(probe_success\(Observations.services)[1m]) == 0",
  ]

  private static func find(
    _ expressions: [String], _ prometheus: Prometheus, _ range: Range<Double>
  ) throws(Complaint) -> [Range<Double>] {
    var spans: [Span] = []
    for expression in expressions {
      var end = range.upperBound
      while end > range.lowerBound {
        let start = max(range.lowerBound, end - chunk)
        let seconds = Int((end - start).rounded(.up))
        let found = try prometheus.series(
          "(\(expression))[\(seconds)s:\(Int(step))s]", at: end)
        for sample in found.flatMap(\.samples) {
          spans.append(Span(start: sample.at - 60, end: sample.at + step))
        }
        end = start
      }
    }
    return Spans(spans.map { Span(start: $0.start - margin, end: $0.end + margin) }).list.map {
      $0.start..<max($0.start + 1, min($0.end, range.upperBound))
    }
  }
}
