import Shared

/// What the health checks of containers say, from the ledger. Those without a check are not told.
struct HealthCollector: Collector {
  let name = "health"
  private let source: LedgerReading

  init(_ source: LedgerReading) { self.source = source }

  func collect(into metrics: inout MetricWriter) {
    let containers = source.roster().containers.filter { $0.health != .none }
    metrics.family("docker_container_health", .gauge, "What the health check says, as a set.")
    for container in containers {
      for health in Container.Health.allCases where health != .none {
        metrics.sample(
          container.health == health,
          [Label("name", container.name), Label("status", health.rawValue)])
      }
    }
    metrics.family(
      "docker_container_health_failing_streak", .gauge,
      "How many checks have failed since the last one that did not.")
    for container in containers {
      metrics.sample(container.failingStreak, [Label("name", container.name)])
    }
    metrics.family(
      "docker_container_health_transition_timestamp_seconds", .gauge,
      "Since when the health is what it is.")
    for container in containers {
      guard let since = container.healthSince else { continue }
      metrics.sample(since, [Label("name", container.name)])
    }
  }
}
