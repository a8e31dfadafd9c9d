/// How many probes of a service were made, and how many failed.
struct Attempts: Sendable, Equatable {
  let service: String
  let failed: Double
  let all: Double

  var share: Double { failed / all }

  /// By app-probe's counters, which lose nothing between scrapes; where there are none, by the samples of
  /// `probe_success`. A service of which nothing is known is left out.
  static func all(in observations: Observations, during span: Span) -> [Attempts] {
    let counted = Dictionary(grouping: observations.attempts) { $0["service"] }
    let seen = Dictionary(grouping: observations.success) { $0["service"] }
    let services = Set(counted.keys).union(seen.keys).sorted()
    return services.compactMap { service in
      let attempts =
        counted[service].map { Self.counted($0, service, span) }
        ?? Self.seen(seen[service] ?? [], service, span)
      return attempts.all > 0 ? attempts : nil
    }
  }

  private static func counted(_ all: [Series], _ service: String, _ span: Span) -> Attempts {
    func increase(_ series: [Series]) -> Double {
      series.reduce(0) { $0 + Self.increase($1, during: span) }
    }
    return Attempts(
      service: service, failed: increase(all.filter { $0["result"] == "failure" }),
      all: increase(all))
  }

  /// What a counter gained, where a smaller value means that it began anew.
  private static func increase(_ series: Series, during span: Span) -> Double {
    let end = series.first(from: span.end)?.at ?? span.end
    let start = series.last(upTo: span.start)?.at ?? span.start
    var sum = 0.0
    var last: Double?
    for sample in series.samples where sample.at >= start && sample.at <= end {
      if let last { sum += sample.value >= last ? sample.value - last : sample.value }
      last = sample.value
    }
    return sum
  }

  private static func seen(_ all: [Series], _ service: String, _ span: Span) -> Attempts {
    let values = all.flatMap(\.samples).filter { $0.at >= span.start && $0.at < span.end }
    return Attempts(
      service: service, failed: Double(values.count { $0.value == 0 }), all: Double(values.count))
  }
}
