import Shared

/// The state of containers under the names of docker_state_exporter, from the ledger.
struct StateCollector: Collector {
  let name = "state"
  private let source: LedgerReading
  private let labels: ContainerLabels

  init(_ source: LedgerReading, _ labels: ContainerLabels) {
    self.source = source
    self.labels = labels
  }

  func collect(into metrics: inout MetricWriter) {
    // This `id` is made of the container's, whatever its control group is called.
    let rows = source.roster().containers.map { ($0, labels.labels(of: $0)) }
    metrics.family("container_state_health_status", .gauge, "What the health check says, as a set.")
    for (container, labels) in rows {
      for health in Container.Health.allCases {
        metrics.sample(
          container.health == health, labels.adding(Label("status", health.rawValue)))
      }
    }
    metrics.family("container_state_status", .gauge, "What the container does, as a set.")
    for (container, labels) in rows {
      for state in Self.states {
        metrics.sample(container.state == state, labels.adding(Label("status", state.rawValue)))
      }
    }
    func family(_ name: String, _ help: String, _ value: (Container) -> (some MetricValue)?) {
      metrics.family(name, .gauge, help)
      for (container, labels) in rows {
        if let value = value(container) { metrics.sample(value, labels) }
      }
    }
    family("container_state_oomkilled", "Whether memory was the reason of the last end.") {
      Optional($0.wasKilledForMemory)
    }
    family("container_state_startedat", "When it last started, in seconds since 1970.") {
      $0.startedAt
    }
    family("container_state_finishedat", "When it last ended, in seconds since 1970.") {
      $0.finishedAt
    }
    family("container_restartcount", "How often its policy has started it again.") {
      Optional($0.restartCount)
    }
  }

  private static let states: [Container.State] = [
    .paused, .restarting, .running, .removing, .dead, .created, .exited,
  ]
}
