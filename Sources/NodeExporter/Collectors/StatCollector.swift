import ArgumentParser
import Shared

/// What the kernel counts of the whole system, from `/proc/stat`.
struct StatCollector: Collector {
  struct Options: ParsableArguments, Sendable {
    @Flag(
      name: .customLong("collector.stat.softirq"), inversion: .prefixedNo,
      help: "Expose the counts of softirqs by vector.")
    var softirq = false
  }

  let name = "stat"
  private let stat: KernelFile
  private let showsSoftirqs: Bool
  /// The vectors in the order of the columns, which is that of the kernel's numbers.
  private let vectors = [
    "hi", "timer", "net_tx", "net_rx", "block", "block_iopoll", "tasklet", "sched", "hrtimer",
    "rcu",
  ].map { Labels([Label("vector", $0)]) }

  init(_ host: HostPaths, _ options: Options) {
    stat = host.proc.file("stat")
    showsSoftirqs = options.softirq
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try stat.read()
    try stat.parsing { try write(file.span, into: &metrics) }
  }

  private func write(_ file: Span<UInt8>, into metrics: inout MetricWriter) throws {
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      if line.take(prefix: "cpu") {
        continue  // The cpu collector's.
      } else if line.take(prefix: "intr ") {
        metrics.counter("node_intr_total", "Interrupts serviced.", try line.integer())
      } else if line.take(prefix: "ctxt ") {
        metrics.counter("node_context_switches_total", "Context switches.", try line.integer())
      } else if line.take(prefix: "btime ") {
        metrics.gauge(
          "node_boot_time_seconds", "When the machine started, in Unix time.", try line.integer())
      } else if line.take(prefix: "processes ") {
        metrics.counter("node_forks_total", "Processes and threads created.", try line.integer())
      } else if line.take(prefix: "procs_running ") {
        metrics.gauge(
          "node_procs_running", "Threads that run or are ready to run.", try line.integer())
      } else if line.take(prefix: "procs_blocked ") {
        metrics.gauge("node_procs_blocked", "Threads that wait for I/O.", try line.integer())
      } else if showsSoftirqs, line.take(prefix: "softirq ") {
        line.skip()  // The sum.
        metrics.family("node_softirqs_total", .counter, "Softirqs handled, by vector.")
        for labels in vectors {
          line.skipBlanks()
          if line.isAtEnd { break }
          metrics.sample(try line.integer(), labels)
        }
      }
    }
  }
}
