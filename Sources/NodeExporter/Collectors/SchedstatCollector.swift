import Shared

/// What the scheduler did on each CPU, from `/proc/schedstat`.
struct SchedstatCollector: Collector {
  let name = "schedstat"
  private let schedstat: KernelFile

  init(_ host: HostPaths) {
    schedstat = host.proc.file("schedstat")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try schedstat.readOrAbsent()
    let cpus = try schedstat.parsing {
      var lines = TextCursor(file.span)
      var cpus: [SchedulerStatistics] = []
      while var line = lines.nextLine() {
        if line.take(prefix: "cpu") { cpus.append(try SchedulerStatistics(&line)) }
      }
      return cpus
    }

    metrics.family(
      "node_schedstat_running_seconds_total", .counter, "Time in which the CPU ran tasks.")
    for cpu in cpus { metrics.sample(Double(cpu.running) / 1e9, cpu.labels) }
    metrics.family(
      "node_schedstat_waiting_seconds_total", .counter,
      "Time that tasks ready to run waited for the CPU.")
    for cpu in cpus { metrics.sample(Double(cpu.waiting) / 1e9, cpu.labels) }
    metrics.family(
      "node_schedstat_timeslices_total", .counter, "Timeslices that tasks ran on the CPU.")
    for cpu in cpus { metrics.sample(cpu.timeslices, cpu.labels) }
  }
}

/// One CPU of `/proc/schedstat`: nine numbers, of which the last three are exposed.
private struct SchedulerStatistics {
  let labels: Labels
  /// Nanoseconds.
  let running: UInt64
  /// Nanoseconds.
  let waiting: UInt64
  let timeslices: UInt64

  /// Reads what follows `cpu`.
  init(_ line: inout TextCursor) throws(ParseError) {
    labels = Labels([Label("cpu", line.field())])
    line.skip(fields: 6)
    running = try line.integer()
    waiting = try line.integer()
    timeslices = try line.integer()
  }
}
