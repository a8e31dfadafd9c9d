import Shared

/// What containers use of the processors.
///
/// Samples have no times of their own, here and in all collectors of usage, though cAdvisor's have:
/// with them Prometheus shows a container for five minutes after its end.
struct CPUCollector: Collector {
  let name = "cpu"
  private let containers: ObservedContainers
  private let hasPerCPU: Bool

  /// - Parameter perCPU: Whether to serve each processor by itself, where the kernel tells that, in
  ///   place of all together: a sum over both would count everything twice.
  init(_ containers: ObservedContainers, perCPU: Bool = false) {
    self.containers = containers
    hasPerCPU = perCPU
  }

  private struct Row {
    let reading: CPUReading
    /// Whether it has a quota: without one nothing is counted of it.
    let hasQuota: Bool
  }

  func collect(into metrics: inout MetricWriter) throws {
    let (rows, losses) = containers.readings { observed, life in
      let files = try life.cgroup.get()
      let limits = try files.limits(asked: observed.container.limits)
      return Row(
        reading: try files.cpu.read(perCPU: hasPerCPU), hasQuota: limits.cpuQuota != nil)
    }
    metrics.write(Self.times, rows)
    metrics.family(
      "container_cpu_usage_seconds_total", .counter, "Processor time that the container has used.")
    for (observed, row) in rows {
      if let perCPU = row.reading.perCPU {
        for (cpu, time) in perCPU.enumerated() where time > 0 {
          let number = cpu < 10 ? "0\(cpu)" : "\(cpu)"
          metrics.sample(time, observed.labels.adding(Label("cpu", "cpu\(number)")))
        }
      } else if let total = row.reading.total {
        metrics.sample(total, observed.labels.adding(Label("cpu", "total")))
      }
    }
    metrics.write(Self.quota, rows)
    try losses.report()
  }

  private static let times: [UsageFamily<Row>] = [
    .counter("container_cpu_user_seconds_total", "Processor time spent in programs.") {
      $0.reading.user
    },
    .counter("container_cpu_system_seconds_total", "Processor time spent in the kernel.") {
      $0.reading.system
    },
  ]

  private static let quota: [UsageFamily<Row>] = [
    .counter(
      "container_cpu_cfs_periods_total", "Periods of the quota in which the container ran."
    ) { $0.hasQuota ? $0.reading.periods : nil },
    .counter(
      "container_cpu_cfs_throttled_periods_total", "Periods in which the quota was used up."
    ) { $0.hasQuota ? $0.reading.throttledPeriods : nil },
    .counter(
      "container_cpu_cfs_throttled_seconds_total",
      "Time that the container was kept from running since its quota was used up."
    ) { $0.hasQuota ? $0.reading.throttled : nil },
    .counter(
      "container_cpu_cfs_burst_periods_total",
      "Periods in which more than the quota was used, of what had been saved."
    ) { $0.hasQuota ? $0.reading.burstPeriods : nil },
    .counter(
      "container_cpu_cfs_burst_seconds_total",
      "Time used beyond the quota, of what had been saved."
    ) { $0.hasQuota ? $0.reading.burst : nil },
  ]
}
