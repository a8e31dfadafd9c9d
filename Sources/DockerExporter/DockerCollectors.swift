import Logging
import Shared

/// What a collector of containers is made from.
struct Docker: Sendable {
  let reading: LedgerReading
  let labels: ContainerLabels
  let usage: UsageCollectors.Context
  let facts: Inquiry<EngineFacts>
  let diskUsage: Inquiry<DiskUsage>
  let diskUsageLimit: Int
  let log: Logger
}

/// Every collector, in the order in which its metrics are served. A new one is a file in
/// `Collectors/` and a line here, or in ``UsageCollectors``; one with flags has them in `Start/`.
enum DockerCollectors: CollectorCatalog, Sendable {
  static let all = state + usage

  private static let usage: [CollectorEntry<Docker, any Collector>] = UsageCollectors.all.map {
    entry in
    entry.isOnByDefault
      ? .on(entry.name, entry.summary) { try entry.make($0.usage) }
      : .off(entry.name, entry.summary) { try entry.make($0.usage) }
  }

  private static let state: [CollectorEntry<Docker, any Collector>] = [
    .on("engine", "Whether the engine answers, its events, and what it is.") { docker in
      EngineCollector(docker.reading.ledger) { docker.facts.current.valid }
    },
    .on("containers", "What each container is and does, and which are missing.") {
      ContainersCollector($0.reading, $0.labels)
    },
    .on("health", "What health checks of containers say.") {
      HealthCollector($0.reading, $0.usage.containers)
    },
    .on("deaths", "Ends of containers, their reasons and exit codes, starts and restarts.") {
      DeathsCollector($0.reading)
    },
    .on("state", "State of containers under docker_state_exporter's names.") {
      StateCollector($0.reading, $0.labels)
    },
    .off("disk_usage", "What images, containers and volumes take on disk; costs the engine much.") {
      docker in
      DiskUsageCollector(limit: docker.diskUsageLimit) { docker.diskUsage.current }
    },
  ]
}
