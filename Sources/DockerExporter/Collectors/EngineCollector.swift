import Shared

/// Whether the engine answers and its events come, and what it says of itself.
struct EngineCollector: Collector {
  let name = "engine"
  private let ledger: ContainerLedger
  private let facts: @Sendable () -> EngineFacts?

  /// - Parameter facts: What is known of the engine.
  init(_ ledger: ContainerLedger, facts: @escaping @Sendable () -> EngineFacts?) {
    self.ledger = ledger
    self.facts = facts
  }

  func collect(into metrics: inout MetricWriter) {
    let connection = ledger.contents.read { $0.connection }
    metrics.gauge("docker_up", "Whether the engine answered the last question.", connection.isUp)
    writeEvents(connection, into: &metrics)
    metrics.counter(
      "docker_resyncs_total", "How often all containers were asked for, to compare.",
      connection.reconciliations)
    if let time = connection.lastReconciliation {
      metrics.gauge("docker_last_resync_timestamp_seconds", "When that was last done.", time)
    }
    guard let facts = facts() else { return }
    metrics.family("docker_engine_info", .gauge, "What the engine says of itself.")
    metrics.sample(
      1,
      [
        Label("api_version", facts.apiVersion), Label("architecture", facts.architecture),
        Label("cgroup_driver", facts.cgroupDriver), Label("cgroup_version", facts.cgroupVersion),
        Label("kernel", facts.kernel), Label("logging_driver", facts.loggingDriver),
        Label("storage_driver", facts.storageDriver), Label("version", facts.version),
      ])
  }

  private func writeEvents(
    _ connection: ContainerLedger.Connection, into metrics: inout MetricWriter
  ) {
    metrics.gauge(
      "docker_events_connected", "Whether the engine's stream of events is open.",
      connection.isStreaming)
    if let time = connection.lastEvent {
      metrics.gauge("docker_last_event_timestamp_seconds", "When the last event happened.", time)
    }
    metrics.family("docker_events_total", .counter, "Events of containers that came.")
    for action in EngineEvent.Action.allCases where action != .other {
      metrics.sample(
        connection.events[action.rawValue] ?? 0, [Label("action", action.rawValue)])
    }
    metrics.counter(
      "docker_events_reconnects_total", "How often a lost stream of events was opened again.",
      connection.reconnections)
    metrics.counter(
      "docker_events_gaps_total",
      "How often the engine no longer had all events when the stream was opened again.",
      connection.gaps)
    metrics.counter(
      "docker_events_missed_total",
      "Ends of containers that no event told and of which the engine knows no more.",
      connection.missedEvents)
  }
}
