import Shared

/// How often memory ran out in containers.
///
/// The engine's events and the kernel's log tell it, as the ledger counts them, rather than the
/// control group: when the main process is killed its group goes away with its count before anybody
/// can read it, and the next life begins at zero. For the same reason the series of a container is
/// there before it is started and stays when it has ended, for as long as the engine has it: an alert
/// needs to see the step. What the group counts is `docker_container_oom_kills_total`.
struct OOMCollector: Collector {
  let name = "oom"
  private let ledger: ContainerLedger
  private let containers: ObservedContainers

  init(_ ledger: ContainerLedger, _ containers: ObservedContainers) {
    self.ledger = ledger
    self.containers = containers
  }

  func collect(into metrics: inout MetricWriter) throws {
    let all = containers.all
    let histories = ledger.contents.read { $0.histories }
    metrics.family(
      "container_oom_events_total", .counter,
      "Times that memory ran out in the container, since this exporter began to look.")
    for observed in all {
      metrics.sample(histories[observed.container.name]?.oomEvents ?? 0, observed.labels)
    }
  }
}
