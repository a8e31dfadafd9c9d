/// What Prometheus knows of an incident: facts, no words.
struct Incident: Sendable, Equatable {
  /// `2026-11-23T1007`: when it began by the clocks of the zone; a `w` follows where there were only warnings.
  let id: String
  /// Since when users felt it; where they did not, since when the first alert's condition held.
  let start: Double
  let ending: Ending
  /// The last sign of it.
  let lastSeen: Double
  /// Services that users could not use, each once, in the order in which they failed.
  let outages: [ServiceOutage]
  let alerts: [AlertRun]
  /// Components in the order in which they failed.
  let failures: [ComponentFailure]
  let attempts: [Attempts]
  /// Seconds in which a service could not be used while the contract counted; `nil` when that is not known.
  let downtime: Double?
  /// Seconds of which it is not known whether they count.
  let downtimeUnknown: Double
  /// When probes of a service left samples, around it too.
  let measured: [String: Spans]
  /// When nothing was measured in it.
  let gaps: [Span]
  /// What is no further from it belongs to it, in seconds.
  let nearness: Double

  /// The last moment that is known to belong to it.
  var end: Double { ending.moment ?? lastSeen }
  var span: Span { Span(start: start, end: end) }
  var duration: Double { max(0, end - start) }
  /// Seconds in which at least one service could not be used.
  var unavailable: Double {
    outages.reduce(Spans([])) { $0.union($1.spans(upTo: end)) }.seconds
  }
  var isOpen: Bool { ending.isOpen }
  var isWarning: Bool { outages.isEmpty && !alerts.contains(where: \.isCore) }

  /// The alert that says most: critical before warning, a cause before a symptom, the first one.
  var worstAlert: AlertRun? {
    func rank(_ alert: AlertRun) -> Int {
      (alert.isCritical ? 0 : alert.isForClient ? 2 : 1) * 2 + (alert.kind == "cause" ? 0 : 1)
    }
    return alerts.min { (rank($0), $0.began, $0.name) < (rank($1), $1.began, $1.name) }
  }

  /// What told the team: the first alert that pages, or tells the client.
  var detection: AlertRun? {
    alerts.filter(\.isCore).min { $0.fired < $1.fired } ?? alerts.min { $0.fired < $1.fired }
  }

  /// From the first sign to the first alert, in seconds.
  var detectionDelay: Double? { detection.map { max(0, $0.fired - start) } }

  /// What caused it, as far as alerts can tell. A person has to say whether it is so.
  var probableCause: AlertRun? { Self.probableCause(among: alerts, start) }

  /// The first critical alert that is a cause and not a symptom; without one, the warning of a cause that came
  /// nearest to the beginning.
  static func probableCause(among alerts: [AlertRun], _ start: Double) -> AlertRun? {
    let causes = alerts.filter { $0.kind == "cause" && $0.began >= start - ComponentFailure.lead }
    return causes.filter(\.isCritical).min { ($0.began, $0.name) < ($1.began, $1.name) }
      ?? causes.min { (abs($0.began - start), $0.name) < (abs($1.began - start), $1.name) }
  }

  /// Failures in their order. What fails together is seen by each scrape and probe at its own moment: where the
  /// probable cause is among the first, it comes first.
  var causeFirst: [ComponentFailure] {
    guard let cause = probableCause.map(Component.init), let first = failures.first?.at,
      let index = failures.firstIndex(where: { $0.component == cause }),
      failures[index].at <= first + Self.accuracy
    else { return failures }
    var sorted = failures
    sorted.insert(sorted.remove(at: index), at: 0)
    return sorted
  }

  /// Seconds: of a scrape, and a probe that waits.
  private static let accuracy = 15.0

  /// Of what kind its cause is, for finding repetitions and remedies.
  var causeKey: String? {
    (probableCause ?? worstAlert.flatMap { $0.kind == "symptom" && $0.isForClient ? nil : $0 })?
      .name
  }
}
