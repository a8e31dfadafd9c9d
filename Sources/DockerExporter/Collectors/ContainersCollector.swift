import Shared

/// What each container is and does, and which are expected, from the ledger.
struct ContainersCollector: Collector {
  let name = "containers"
  private let source: LedgerReading
  private let labels: ContainerLabels

  init(_ source: LedgerReading, _ labels: ContainerLabels) {
    self.source = source
    self.labels = labels
  }

  func collect(into metrics: inout MetricWriter) {
    let contents = source.contents()
    let roster = source.roster(of: contents)
    writeStates(roster.containers, into: &metrics)
    writeExpected(contents, into: &metrics)
    writeTimes(roster.containers, contents, into: &metrics)
    writeInfo(roster.containers, into: &metrics)
    // Before everything was compared once, nobody knows how many there are.
    guard contents.connection.lastReconciliation != nil else { return }
    writeCounts(contents, roster, into: &metrics)
  }

  private func writeStates(_ containers: [Container], into metrics: inout MetricWriter) {
    metrics.family("docker_container_state", .gauge, "What the container does, as a set.")
    for container in containers {
      for state in Container.State.allCases {
        metrics.sample(
          container.state == state,
          [Label("name", container.name), Label("state", state.rawValue)])
      }
    }
    metrics.family(
      "docker_container_running", .gauge,
      "Whether the container runs: not when it is paused, or waits to be started again.")
    for container in containers {
      let isExpected = source.expected.includes(container)
      metrics.sample(
        container.state == .running,
        [Label("expected", isExpected ? "true" : "false"), Label("name", container.name)])
    }
  }

  private func writeExpected(
    _ contents: ContainerLedger.Contents, into metrics: inout MetricWriter
  ) {
    metrics.family(
      "docker_container_expected", .gauge,
      "A container that is expected to run, whether there is one of that name or not.")
    for name in source.expected.names(in: contents) { metrics.sample(1, [Label("name", name)]) }
  }

  private func writeTimes(
    _ containers: [Container], _ contents: ContainerLedger.Contents,
    into metrics: inout MetricWriter
  ) {
    func family(_ name: String, _ help: String, _ value: (Container) -> (some MetricValue)?) {
      metrics.family(name, .gauge, help)
      for container in containers {
        if let value = value(container) { metrics.sample(value, [Label("name", container.name)]) }
      }
    }
    family("docker_container_created_timestamp_seconds", "When it was made.") { $0.createdAt }
    family("docker_container_started_timestamp_seconds", "When it last started.") { $0.startedAt }
    family("docker_container_finished_timestamp_seconds", "When it last ended.") { $0.finishedAt }
    family("docker_container_last_exit_code", "Exit code of its last end.") {
      // The engine forgets it when the container runs again.
      contents.histories[$0.name]?.lastExitCode ?? $0.exitCode
    }
  }

  private func writeInfo(_ containers: [Container], into metrics: inout MetricWriter) {
    metrics.family("docker_container_info", .gauge, "What the container was made from.")
    for container in containers {
      metrics.sample(
        1,
        Labels(
          pairs: [
            ("id", container.id), ("image", container.image), ("image_id", container.imageID),
            ("name", container.name), ("restart_policy", container.restartPolicy),
          ] + labels.own(of: container)))
    }
  }

  private func writeCounts(
    _ contents: ContainerLedger.Contents, _ roster: Roster, into metrics: inout MetricWriter
  ) {
    var counts: [Container.State: Int] = [:]
    for container in contents.containers.values { counts[container.state, default: 0] += 1 }
    metrics.family("docker_containers", .gauge, "Containers by what they do.")
    for state in Container.State.allCases {
      metrics.sample(counts[state] ?? 0, [Label("state", state.rawValue)])
    }
    metrics.gauge(
      "docker_containers_left_out", "Containers that this page does not tell of, past the limit.",
      roster.leftOut)
  }
}
