/// A part of the application that can fail, as alerts and probes name it.
struct Component: Hashable, Sendable {
  /// `vote`, `result`, `journey`, `worker`, `postgres`, `redis`, `host`, `docker`, … as in the label `service`.
  let service: String
  /// On which machine; nothing for what users see.
  var server = ""
  /// Of several of a kind: a container, an exporter.
  var name = ""

  static let seenByUsers: Set<String> = ["vote", "result", "journey"]

  init(service: String, server: String = "", name: String = "") {
    self.service = service
    self.server = Self.seenByUsers.contains(service) ? "" : server
    self.name = name
  }

  init(_ alert: AlertRun) {
    self.init(
      service: alert.service.isEmpty ? "monitoring" : alert.service, server: alert.server,
      name: alert.labels["name"] ?? "")
  }
}

/// That a component failed, when, and what says so.
struct ComponentFailure: Sendable, Equatable {
  let component: Component
  let at: Double
  /// The last moment at which it was known to be well; `nil` when there is none.
  let wellUntil: Double?
  /// Names of alerts and series.
  let evidence: [String]

  /// In the order in which they failed; where two did at once, what others need comes first.
  static func all(
    in observations: Observations, _ outages: [ServiceOutage], _ alerts: [AlertRun],
    within span: Span
  ) -> [ComponentFailure] {
    var found: [ComponentFailure] = outages.map {
      ComponentFailure(
        component: Component(service: $0.service), at: $0.start, wellUntil: nil,
        evidence: ["probe_success"])
    }
    // A warning says that something may fail; only the one that is the probable cause is told as a failure.
    let cause = Incident.probableCause(among: alerts, span.start)
    for alert in alerts
    where alert.began >= span.start - lead && (alert.isCore || alert == cause) {
      found.append(
        ComponentFailure(
          component: Component(alert), at: alert.began, wellUntil: nil, evidence: [alert.name]))
    }
    let since = observations.sinceByTarget
    for series in observations.signals {
      guard let (component, name) = signal(series) else { continue }
      let runs = FailingRun.all(
        series, since: series["service"] == "ping" ? since[Observations.target(series)] : nil,
        now: observations.range.upperBound)
      // One scrape that failed says nothing of what was to be scraped.
      let run = runs.first {
        $0.count > 1 && $0.start < span.end && $0.start >= span.start - lead
          && $0.span.end > span.start
      }
      guard let run else { continue }
      found.append(
        ComponentFailure(
          component: component, at: run.start, wellUntil: run.lastGood, evidence: [name]))
    }
    return Dictionary(grouping: found, by: \.component).compactMap { component, failures in
      let failures = failures.sorted { $0.at < $1.at }
      guard let first = failures.first else { return nil }
      var evidence: [String] = []
      let early = failures.filter { $0.at <= first.at + Self.confirmation }
      for name in early.flatMap(\.evidence) where !evidence.contains(name) {
        evidence.append(name)
      }
      return ComponentFailure(
        component: component, at: first.at, wellUntil: first.wellUntil, evidence: evidence)
    }
    .sorted {
      ($0.at, $0.rank, $0.component.service, $0.component.server)
        < ($1.at, $1.rank, $1.component.service, $1.component.server)
    }
  }

  /// What failed longer before is no part of it.
  static let lead = 600.0

  /// What says so later tells of something else: that it was started again, that others suffer.
  private static let confirmation = 120.0

  private var rank: Int { Component.seenByUsers.contains(component.service) ? 1 : 0 }

  private static func signal(_ series: Series) -> (Component, String)? {
    let server = series["server"].isEmpty ? series["instance"] : series["server"]
    switch series["__name__"] {
    case "pg_up": return (Component(service: "postgres", server: server), "pg_up")
    case "redis_up": return (Component(service: "redis", server: server), "redis_up")
    case "docker_container_running":
      return (
        Component(service: "docker", server: server, name: series["name"]),
        "docker_container_running"
      )
    case "probe_success": return (Component(service: "host", server: server), "ping")
    case "up":
      return (Component(service: "exporter", server: server, name: series["job"]), "up")
    default: return nil
    }
  }
}
