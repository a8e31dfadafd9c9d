import Glibc
import Shared

/// How long tasks were kept waiting for a resource, from `/proc/pressure` (PSI).
struct PressureCollector: Collector {
  let name = "pressure"
  private let cpu: KernelFile
  private let io: KernelFile
  private let irq: KernelFile
  private let memory: KernelFile

  init(_ host: HostPaths) {
    cpu = host.proc.file("pressure/cpu")
    io = host.proc.file("pressure/io")
    irq = host.proc.file("pressure/irq")
    memory = host.proc.file("pressure/memory")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let cpu = try read(cpu)
    let io = try read(io)
    let memory = try read(memory)
    let irq = try read(irq)
    if cpu == nil, io == nil, memory == nil, irq == nil {
      throw Absent("pressure stall information (Linux 4.20, psi=1)")
    }
    // At the level of the system the kernel leaves the full line of the CPU at zero.
    if let seconds = cpu?.some {
      metrics.counter(
        "node_pressure_cpu_waiting_seconds_total", "Time in which a task waited for a CPU.",
        seconds)
    }
    if let seconds = io?.some {
      metrics.counter(
        "node_pressure_io_waiting_seconds_total", "Time in which a task waited for I/O.", seconds)
    }
    if let seconds = io?.full {
      metrics.counter(
        "node_pressure_io_stalled_seconds_total",
        "Time in which no task got on because all waited for I/O.", seconds)
    }
    if let seconds = memory?.some {
      metrics.counter(
        "node_pressure_memory_waiting_seconds_total", "Time in which a task waited for memory.",
        seconds)
    }
    if let seconds = memory?.full {
      metrics.counter(
        "node_pressure_memory_stalled_seconds_total",
        "Time in which no task got on because all waited for memory.", seconds)
    }
    if let seconds = irq?.full {
      metrics.counter(
        "node_pressure_irq_stalled_seconds_total",
        "Time in which no task got on because interrupts were handled.", seconds)
    }
  }

  /// `nil` where the kernel does not watch the resource: interrupts came with Linux 6.1, and
  /// a kernel started with `psi=0` refuses to be asked.
  private func read(_ source: KernelFile) throws -> Pressure? {
    do {
      let file = try source.read()
      return try source.parsing { try Pressure(file.span) }
    } catch let error as SystemError where error.isNotFound || error.code == EOPNOTSUPP {
      return nil
    }
  }
}

/// A file of `/proc/pressure`, in seconds since the machine started.
struct Pressure: Equatable {
  /// Time in which at least one task waited.
  var some: Double?
  /// Time in which all tasks that were not idle waited.
  var full: Double?

  /// Reads lines of `some avg10=0.00 avg60=0.00 avg300=0.00 total=14036781`, in microseconds.
  init(_ file: Span<UInt8>) throws(ParseError) {
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      let kind = line.slice()
      line.skip(fields: 3)
      var total = line.slice()
      guard total.take(prefix: "total=") else {
        throw ParseError(expected: "total=", found: total.string)
      }
      let seconds = Double(try total.integer()) / 1e6
      if kind.equals("some") { some = seconds }
      if kind.equals("full") { full = seconds }
    }
  }
}
