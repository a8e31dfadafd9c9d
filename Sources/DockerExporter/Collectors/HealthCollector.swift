import Shared

/// What the health checks of containers say, from the ledger. Those without a check are not told.
struct HealthCollector: Collector {
  let name = "health"
  private let source: LedgerReading
  private let observed: ObservedContainers

  init(_ source: LedgerReading, _ observed: ObservedContainers) {
    self.source = source
    self.observed = observed
  }

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
    writeAsCAdvisor(into: &metrics)
  }

  private func writeAsCAdvisor(into metrics: inout MetricWriter) {
    metrics.family(
      "container_health_state", .gauge,
      "1 when the health check is content, -1 when there is none, else 0.")
    for observed in observed.all where observed.life != nil {
      let value =
        switch observed.container.health {
        case .healthy: 1
        case .none: -1
        case .starting, .unhealthy: 0
        }
      metrics.sample(value, observed.labels)
    }
  }
}
