/// An alert that fired, from when to when.
struct AlertRun: Sendable, Equatable {
  let labels: [String: String]
  /// Since when its condition held; `nil` when that is not known.
  let since: Double?
  /// The first sample that says that it fires.
  let fired: Double
  /// The last one.
  let lastSeen: Double
  let ending: Ending

  var name: String { labels["alertname"] ?? "" }
  var severity: String { labels["severity"] ?? "" }
  var kind: String { labels["kind"] ?? "" }
  var service: String { labels["service"] ?? "" }
  var server: String { labels["server"] ?? "" }
  var isForClient: Bool { labels["audience"] == "client" }
  var isCritical: Bool { severity == "critical" }
  /// Whether it alone makes an incident.
  var isCore: Bool { isCritical || isForClient }
  var began: Double { since ?? fired }
  var span: Span { Span(start: began, end: ending.moment ?? lastSeen) }
}

/// How something ended.
enum Ending: Sendable, Equatable {
  case at(Double)
  /// It still goes on.
  case open
  /// There are no data after the last sign of it.
  case unknown

  var moment: Double? {
    guard case .at(let moment) = self else { return nil }
    return moment
  }

  var isOpen: Bool { self == .open }
}

extension AlertRun {
  /// For how long Prometheus may have been away before an alert that fires again is another one.
  static let gap = 300.0

  /// All that fired.
  static func all(in observations: Observations) -> [AlertRun] {
    let states = Dictionary(grouping: observations.alertStates) { identity($0.labels) }
    let known = observations.knownUntil ?? observations.range.upperBound
    let absence = Absence(observations)
    let firing = observations.alerts.filter { $0["alertstate"] == "firing" }
    return Dictionary(grouping: firing) { identity($0.labels) }.flatMap { key, series in
      let samples = series.flatMap(\.samples).sorted { $0.at < $1.at }
      let interval = max(1, series.map(\.interval).max() ?? 15)
      let stated = (states[key] ?? []).flatMap(\.samples).sorted { $0.at < $1.at }
      return runs(
        samples, key, interval, stated, known, observations.range.upperBound, absence)
    }
    .sorted { ($0.began, $0.name, $0.server) < ($1.began, $1.name, $1.server) }
  }

  /// An alert's labels without those that change while it lasts.
  private static func identity(_ labels: [String: String]) -> [String: String] {
    labels.filter { $0.key != "__name__" && $0.key != "alertstate" }
  }

  private static func runs(
    _ samples: [Series.Sample], _ labels: [String: String], _ interval: Double,
    _ states: [Series.Sample], _ known: Double, _ now: Double, _ absence: Absence
  ) -> [AlertRun] {
    var runs: [AlertRun] = []
    var start = 0
    for index in samples.indices
    where index + 1 == samples.count
      || absence.isEnd(samples[index].at, samples[index + 1].at, interval)
    {
      let (fired, last) = (samples[start].at, samples[index].at)
      start = index + 1
      let since = states.last { $0.at <= fired + interval }?.value
      let next = last + interval
      let ending: Ending =
        next + interval >= now
        ? .open : known >= next || index + 1 < samples.count ? .at(next) : .unknown
      runs.append(
        AlertRun(
          labels: labels, since: since.flatMap { $0 > 0 && $0 <= fired ? $0 : nil }, fired: fired,
          lastSeen: last, ending: ending))
    }
    return runs
  }
}

/// Tells whether an alert that was not there for a while had ended, or whether nobody was looking.
private struct Absence {
  /// When anything else was measured.
  private let moments: [Double]
  private let longest: Double

  init(_ observations: Observations) {
    let others = observations.success + observations.signals
    moments = others.flatMap(\.samples).map(\.at).sorted()
    longest = max(15, 3 * (others.map(\.interval).min() ?? 15))
  }

  func isEnd(_ last: Double, _ next: Double, _ interval: Double) -> Bool {
    guard next - last > 2 * interval else { return false }
    guard next - last <= AlertRun.gap else { return true }
    let inside = [last] + moments.filter { $0 > last && $0 < next } + [next]
    return !zip(inside, inside.dropFirst()).contains { $1 - $0 > longest }
  }
}
