import Shared

/// Makes incidents of what was observed. It asks nobody.
struct Detection: Sendable {
  let zone: TimeZone
  /// What is no further apart is one incident, in seconds.
  var gap = 300.0

  /// A warning that goes on for so much longer than the incident that it overlaps is told of by itself, too.
  private static let ownLife = 3600.0

  /// Incidents in which something pages, the client is told, or services fail.
  func incidents(in observations: Observations) -> [Incident] {
    let alerts = AlertRun.all(in: observations).filter { $0.isCore || $0.severity == "warning" }
    let outages = ServiceOutage.all(in: observations)
    let core = alerts.filter(\.isCore)
    var found = core.map(\.span)
    for outage in outages
    where outage.spans.seconds >= ServiceOutage.shortest || outage.ending == .unknown {
      found.append(Span(start: outage.start, end: outage.ending.moment ?? outage.lastBad))
    }
    // A sign of a moment is one nevertheless.
    let spans = found.map { Span(start: $0.start, end: max($0.end, $0.start + 0.001)) }
    return Spans(spans).joined(gap: gap).list.map {
      incident(during: $0, observations, alerts, outages)
    }
  }

  /// Those of warnings alone, less what belongs to other incidents.
  func warnings(in observations: Observations, beside incidents: [Incident]) -> [Incident] {
    let alerts = AlertRun.all(in: observations).filter { $0.severity == "warning" && !$0.isCore }
    let alone = alerts.filter { alert in
      !incidents.contains { incident in
        let near = Span(start: incident.start - gap, end: incident.end + gap)
        return alert.span.start < near.end && alert.span.end > near.start
          && alert.began > near.start - Self.ownLife
          && (alert.ending.moment ?? alert.lastSeen) < near.end + Self.ownLife
      }
    }
    let spans = alone.map { Span(start: $0.began, end: max($0.span.end, $0.began + 0.001)) }
    return Spans(spans).joined(gap: gap).list.map {
      incident(during: $0, observations, alone, [])
    }
  }

  private func incident(
    during whole: Span, _ observations: Observations, _ alerts: [AlertRun],
    _ outages: [ServiceOutage]
  ) -> Incident {
    let near = Span(start: whole.start - gap, end: whole.end + gap)
    let outages = ServiceOutage.merged(
      outages.filter { outage in
        outage.start < near.end && (outage.ending.moment ?? outage.lastBad) > near.start
      })
    // With a service that failed only for a moment, users did not feel when it began.
    let felt = outages.filter { $0.spans(upTo: whole.end).seconds >= ServiceOutage.shortest }
    let alerts = alerts.filter { $0.began < near.end && $0.span.end > near.start }
    let core = alerts.filter { $0.isCore || outages.isEmpty }
    let start = felt.map(\.start).min() ?? whole.start
    let lastSeen = max(
      felt.map { $0.ending.moment ?? $0.lastBad }.max() ?? whole.start,
      felt.isEmpty ? core.map { $0.ending.moment ?? $0.lastSeen }.max() ?? whole.end : start)
    let endings = felt.map(\.ending) + (felt.isEmpty ? core.map(\.ending) : [])
    let isOpen = endings.contains { $0.isOpen } || core.contains { $0.isCore && $0.ending.isOpen }
    let ending: Ending =
      isOpen ? .open : endings.contains(.unknown) ? .unknown : .at(max(lastSeen, start))
    let now = observations.range.upperBound
    let end = isOpen ? now : ending.moment ?? lastSeen
    let unavailable = outages.reduce(Spans([])) { $0.union($1.spans(upTo: end)) }
    let counted = ContractHours(observations.contract)?.seconds(of: unavailable)
    let span = Span(start: start, end: end)
    return Incident(
      id: id(start, isWarning: outages.isEmpty && !alerts.contains(where: \.isCore)), start: start,
      ending: ending, lastSeen: isOpen ? now : lastSeen, outages: outages, alerts: alerts,
      failures: ComponentFailure.all(in: observations, outages, alerts, within: span),
      attempts: Attempts.all(in: observations, during: span), downtime: counted?.counted,
      downtimeUnknown: counted?.unknown ?? 0, measured: measured(observations),
      gaps: gaps(observations, span), nearness: gap)
  }

  private func id(_ start: Double, isWarning: Bool) -> String {
    let time = zone.localTime(at: Int(start.rounded(.down)))
    let minute = time.secondOfDay / 60
    return "\(DateText.iso(time.date))T\(DateText.two(minute / 60))\(DateText.two(minute % 60))"
      + (isWarning ? "w" : "")
  }

  /// From sample to sample, where the next one is not later than a scrape or two can be.
  private func measured(_ observations: Observations) -> [String: Spans] {
    Dictionary(grouping: observations.success) { $0["service"] }.mapValues { series in
      Spans(
        series.flatMap { series in
          let longest = Self.lateness(series)
          return zip(series.samples, series.samples.dropFirst())
            .filter { $1.at - $0.at <= longest }.map { Span(start: $0.at, end: $1.at) }
        })
    }
  }

  private static func lateness(_ series: Series) -> Double { max(30, 3 * series.interval) }

  /// When no probe of any service left a sample.
  private func gaps(_ observations: Observations, _ span: Span) -> [Span] {
    let series = observations.success
    guard !series.isEmpty else { return [] }
    let longest = series.map { Self.lateness($0) }.max() ?? 30
    let moments = series.flatMap(\.samples).map(\.at).sorted()
    let inside = [span.start] + moments.filter { $0 > span.start && $0 < span.end } + [span.end]
    return zip(inside, inside.dropFirst()).filter { $1 - $0 > longest }.map {
      Span(start: $0, end: $1)
    }
  }
}
