import Shared

/// What has happened to containers since this program began to look, by name, from the ledger.
///
/// The names of containers that are gone are told for a while, so that no scrape misses their end.
struct DeathsCollector: Collector {
  let name = "deaths"
  private let source: LedgerReading

  init(_ source: LedgerReading) { self.source = source }

  func collect(into metrics: inout MetricWriter) {
    let contents = source.contents()
    // A counter that is born at 1 has no increase: all are there before anything happens.
    metrics.family("docker_deaths_total", .counter, "Ends of containers, by how they came.")
    for reason in DeathReason.allCases {
      metrics.sample(contents.deaths[reason] ?? 0, [Label("reason", reason.rawValue)])
    }
    let histories = histories(of: contents)
    writeDeaths(histories, into: &metrics)
    metrics.family(
      "docker_container_exits_total", .counter, "Ends of the container's main process.")
    for (name, history) in histories {
      for (code, count) in history.exits.sorted(by: { $0.key < $1.key }) {
        metrics.sample(count, [Label("exit_code", "\(code)"), Label("name", name)])
      }
    }
    func family(_ name: String, _ help: String, _ value: (ContainerLedger.History) -> UInt64) {
      metrics.family(name, .counter, help)
      for (name, history) in histories { metrics.sample(value(history), [Label("name", name)]) }
    }
    family(
      "docker_container_oom_events_total",
      "How often the kernel killed in the container for want of memory; a child counts too."
    ) { $0.oomEvents }
    family("docker_container_restarts_total", "How often its policy has started it again.") {
      $0.restarts
    }
    family("docker_container_starts_total", "How often it has started, for whatever reason.") {
      $0.starts
    }
    metrics.gauge(
      "docker_container_histories", "Names of containers of which something is remembered.",
      contents.histories.count)
    metrics.gauge(
      "docker_container_histories_left_out", "Those that this page does not tell, past the limit.",
      contents.histories.count - histories.count)
  }

  private func writeDeaths(
    _ histories: [(String, ContainerLedger.History)], into metrics: inout MetricWriter
  ) {
    metrics.family(
      "docker_container_deaths_total", .counter,
      "Ends of the container's main process, by how they came.")
    for (name, history) in histories {
      for reason in DeathReason.allCases {
        metrics.sample(
          history.deaths[reason] ?? 0, [Label("name", name), Label("reason", reason.rawValue)])
      }
    }
    metrics.family(
      "docker_container_last_death_timestamp_seconds", .gauge, "When it last ended like that.")
    for (name, history) in histories {
      for reason in DeathReason.allCases {
        guard let time = history.lastDeath[reason] else { continue }
        metrics.sample(time, [Label("name", name), Label("reason", reason.rawValue)])
      }
    }
  }

  /// By name. Each is told of as long as it can be: names of containers that the page leaves out
  /// come last, after those whose container is gone.
  private func histories(
    of contents: ContainerLedger.Contents
  ) -> [(String, ContainerLedger.History)] {
    var chosen = contents.histories
    // An expected name is told before there has ever been a container of it, so that its first
    // death is an increase.
    for name in source.expected.names where chosen[name] == nil { chosen[name] = .init() }
    // Containers and those that are gone have a limit each.
    let limit = 2 * source.limit
    guard chosen.count > limit else { return chosen.sorted { $0.key < $1.key } }
    let present = Set(source.roster(of: contents).containers.map(\.name))
    func rank(_ entry: (key: String, value: ContainerLedger.History)) -> Double {
      if present.contains(entry.key) || source.expected.names.contains(entry.key) {
        return .infinity
      }
      return entry.value.goneSince ?? 0
    }
    let ranked = chosen.sorted { (rank($0), $1.key) > (rank($1), $0.key) }
    return ranked.prefix(limit).map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }
}
