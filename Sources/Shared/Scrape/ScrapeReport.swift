/// The series that tell how a scrape itself went.
package struct ScrapeReport {
  /// The prefix of the series, e.g. `node`.
  let namespace: String

  package init(namespace: String) { self.namespace = namespace }

  package func write(_ parts: [CollectorPart], into metrics: inout MetricWriter) {
    let labels = parts.map { part in
      Labels(pairs: [("collector", part.name)] + (part.server.map { [("server", $0)] } ?? []))
    }
    func family(
      _ name: String, _ help: String, _ value: (CollectorPart, inout MetricWriter, Labels) -> Void
    ) {
      metrics.family("\(namespace)_scrape_collector_\(name)", .gauge, help)
      for (part, labels) in zip(parts, labels) { value(part, &metrics, labels) }
    }
    family("duration_seconds", "Time that the collector took.") { $1.sample($0.duration, $2) }
    family("success", "Whether the collector found its source and could read it.") {
      $1.sample($0.outcome.isSuccess, $2)
    }
    family("failed", "Whether the collector failed; 0 when its source is not on this machine.") {
      $1.sample($0.outcome.isFailure, $2)
    }
  }
}
