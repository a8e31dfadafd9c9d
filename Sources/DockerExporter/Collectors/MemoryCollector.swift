import Shared

/// What containers use of memory.
struct MemoryCollector: Collector {
  let name = "memory"
  private let containers: ObservedContainers

  init(_ containers: ObservedContainers) {
    self.containers = containers
  }

  func collect(into metrics: inout MetricWriter) throws {
    let (rows, losses) = containers.cgroupReadings { try $0.memory.read() }
    metrics.write(Self.families, rows)
    metrics.family(
      "container_memory_failures_total", .counter,
      "Page faults of the container's own group (scope container), and with the groups below it.")
    for (observed, reading) in rows {
      for (scope, faults) in [("container", reading.ownFaults), ("hierarchy", reading.allFaults)] {
        for (type, count) in [("pgfault", faults.minor), ("pgmajfault", faults.major)] {
          guard let count else { continue }
          metrics.sample(
            count,
            observed.labels.adding(Label("failure_type", type)).adding(Label("scope", scope)))
        }
      }
    }
    try losses.report()
  }

  private static let families: [UsageFamily<MemoryReading>] = [
    .gauge("container_memory_cache", "Bytes of files that are kept in memory.") { $0.cache },
    .gauge("container_memory_rss", "Bytes of memory that no file is behind.") { $0.rss },
    .gauge("container_memory_kernel_usage", "Bytes that the kernel uses for the container.") {
      $0.kernel
    },
    .gauge("container_memory_mapped_file", "Bytes of files that are mapped.") { $0.mappedFile },
    .gauge("container_memory_swap", "Bytes that are swapped out.") { $0.swap },
    .counter("container_memory_failcnt", "How often the limit stood in the way.") {
      $0.limitHits
    },
    .gauge("container_memory_usage_bytes", "All memory in use, the cache included.") { $0.usage },
    .gauge("container_memory_max_usage_bytes", "The most that was ever in use.") { $0.maximum },
    .gauge(
      "container_memory_working_set_bytes",
      "Memory in use without the file pages that nobody has touched for long."
    ) { $0.workingSet },
    .gauge(
      "container_memory_total_active_file_bytes", "File pages that have been touched lately."
    ) { $0.activeFile },
    .gauge(
      "container_memory_total_inactive_file_bytes",
      "File pages that nobody has touched for long."
    ) { $0.inactiveFile },
    .counter(
      "container_memory_events_high_total",
      "How often the container was slowed down for being above memory.high."
    ) { $0.highEvents },
    .counter(
      "container_memory_events_max_total",
      "How often the container was about to be above memory.max."
    ) { $0.highEvents == nil ? nil : $0.limitHits },
    .gauge("container_memory_file_dirty_bytes", "File pages that are yet to be written.") {
      $0.dirtyFile
    },
    .gauge("container_memory_file_writeback_bytes", "File pages that are being written.") {
      $0.writebackFile
    },
    .counter("container_memory_pgscan_total", "Pages looked at for being given back.") {
      $0.scanned
    },
    .counter("container_memory_pgsteal_total", "Pages given back.") { $0.stolen },
    .counter(
      "container_memory_workingset_refault_file_total",
      "File pages given back that were wanted again soon."
    ) { $0.refaultedFile },
    .counter(
      "container_memory_workingset_refault_anon_total",
      "Other pages given back that were wanted again soon."
    ) { $0.refaultedAnonymous },
    .counter(
      "docker_container_oom_kills_total",
      "Processes of the container killed for want of memory since it was started, by its control group."
    ) { $0.oomKills },
  ]
}
