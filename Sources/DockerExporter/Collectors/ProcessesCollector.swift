import Shared

/// How many processes and threads containers have.
struct ProcessesCollector: Collector {
  let name = "processes"
  private let containers: ObservedContainers

  init(_ containers: ObservedContainers) {
    self.containers = containers
  }

  private struct Row {
    let reading: PidsReading
    let limit: UInt64?
  }

  func collect(into metrics: inout MetricWriter) throws {
    let (rows, losses) = containers.readings { observed, life in
      let files = try life.cgroup.get()
      return Row(
        reading: try files.pids.read(),
        limit: try files.limits(asked: observed.container.limits).tasks)
    }
    metrics.write(Self.families, rows)
    try losses.report()
  }

  private static let families: [UsageFamily<Row>] = [
    .gauge("container_processes", "Processes of the container.") { $0.reading.processes },
    .gauge("container_threads", "Processes and threads of the container.") { $0.reading.tasks },
    .gauge("container_threads_max", "Most processes and threads there may be; 0 for any number.") {
      $0.limit
    },
  ]
}
