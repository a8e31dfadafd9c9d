import Shared

/// Since when containers run, and what they may use.
struct SpecCollector: Collector {
  let name = "spec"
  private let containers: ObservedContainers

  init(_ containers: ObservedContainers) {
    self.containers = containers
  }

  private struct Row {
    let container: Container
    /// `nil` where its control group cannot be read; what the engine says is served all the same.
    let limits: CgroupLimits?
    let now: Double
  }

  func collect(into metrics: inout MetricWriter) throws {
    let now = WallClock.seconds
    var cgroupLosses = Losses()
    var (rows, _) = containers.readings { observed, _ in
      Row(container: observed.container, limits: nil, now: now)
    }
    for index in rows.indices {
      let (observed, row) = rows[index]
      do {
        let limits = try observed.life?.cgroup.get().limits(asked: row.container.limits)
        rows[index].1 = Row(container: row.container, limits: limits, now: now)
      } catch {
        if observed.life?.isEnding == false { cgroupLosses.note(error) }
      }
    }
    metrics.write(Self.families, rows)
    try cgroupLosses.report()
  }

  private static let families: [UsageFamily<Row>] = [
    .gauge("container_last_seen", "When the container was last seen running, which is now.") {
      $0.now
    },
    .gauge("container_creation_time_seconds", "When the container was made.") {
      $0.container.createdAt
    },
    .gauge("container_start_time_seconds", "When the container was last started.") {
      $0.container.startedAt
    },
    .gauge("container_spec_cpu_period", "Microseconds of the period of the quota.") {
      $0.limits?.cpuPeriod
    },
    .gauge("container_spec_cpu_quota", "Microseconds of processor time within a period.") {
      $0.limits?.cpuQuota
    },
    .gauge("container_spec_cpu_shares", "Share of the processors, beside those of others.") { row in
      // What the second version has instead cannot be reckoned back exactly.
      row.limits?.cpuShares ?? row.container.limits.cpuShares ?? 1024
    },
    .gauge("container_spec_memory_limit_bytes", "Limit of memory; 0 for none.") {
      $0.limits?.memory
    },
    .gauge(
      "container_spec_memory_swap_limit_bytes",
      "Limit of swap, in cgroup v1 together with memory; 0 for none."
    ) { $0.limits?.swap },
    .gauge(
      "container_spec_memory_reservation_limit_bytes",
      "Memory that is left to the container when it becomes scarce; 0 for none."
    ) { $0.limits?.memoryReservation },
  ]
}
