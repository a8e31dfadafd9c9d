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
    let (histories, leftOut) = histories(of: contents)
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
      leftOut)
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

  /// By name, and how many are left out. Past the limit those stay whose containers are told of,
  /// then those whose containers went last.
  private func histories(
    of contents: ContainerLedger.Contents
  ) -> ([(String, ContainerLedger.History)], leftOut: Int) {
    var all = contents.histories
    // An expected name is told before there has ever been a container of it, so that its first
    // death is an increase.
    for name in source.expected.names where all[name] == nil { all[name] = .init() }
    // Containers and those that are gone have a limit each.
    let limit = 2 * source.limit
    guard all.count > limit else {
      return (all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, 0)
    }
    let present = Set(source.roster(of: contents).containers.map(\.name))
    func rank(_ name: String, _ history: ContainerLedger.History) -> Double {
      if present.contains(name) || source.expected.names.contains(name) { return .infinity }
      return history.goneSince ?? 0
    }
    let ranked = all.sorted { left, right in
      (rank(left.key, left.value), right.key) > (rank(right.key, right.value), left.key)
    }
    let chosen = ranked.prefix(limit).sorted { $0.key < $1.key }
    return (chosen.map { ($0.key, $0.value) }, all.count - limit)
  }
}
