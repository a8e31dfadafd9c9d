import Shared

/// How long containers were kept waiting for a resource (PSI).
struct PressureCollector: Collector {
  let name = "pressure"
  private let containers: ObservedContainers

  init(_ containers: ObservedContainers) {
    self.containers = containers
  }

  func collect(into metrics: inout MetricWriter) throws {
    let (rows, losses) = containers.cgroupReadings { files in
      files.pressure.areThere ? try files.pressure.read() : nil
    }
    metrics.write(Self.families, rows)
    try losses.report()
    if rows.isEmpty, containers.all.contains(where: { $0.life?.isEnding == false }) {
      throw Absent("pressure of control groups (Linux 4.20, psi=1, and a mount of cgroup2)")
    }
  }

  private static let families: [UsageFamily<PressureReading>] = [
    .counter(
      "container_pressure_cpu_stalled_seconds_total", "Time in which no task got a processor."
    ) { $0.cpu.full },
    .counter(
      "container_pressure_cpu_waiting_seconds_total",
      "Time in which a task waited for a processor."
    ) { $0.cpu.some },
    .counter(
      "container_pressure_memory_stalled_seconds_total",
      "Time in which no task got on for want of memory."
    ) { $0.memory.full },
    .counter(
      "container_pressure_memory_waiting_seconds_total", "Time in which a task waited for memory."
    ) { $0.memory.some },
    .counter(
      "container_pressure_io_stalled_seconds_total",
      "Time in which no task got on since all waited for I/O."
    ) { $0.io.full },
    .counter(
      "container_pressure_io_waiting_seconds_total", "Time in which a task waited for I/O."
    ) { $0.io.some },
  ]
}
