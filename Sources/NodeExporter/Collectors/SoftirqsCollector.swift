import Shared

/// Soft interrupts by processor, from `/proc/softirqs`.
struct SoftirqsCollector: Collector {
  let name = "softirqs"
  private let softirqs: KernelFile

  init(_ host: HostPaths) {
    softirqs = host.proc.file("softirqs")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try softirqs.readOrAbsent()
    metrics.family(
      "node_softirqs_functions_total", .counter, "Soft interrupts by processor and type.")
    var table = CPUTable(file.span)
    while let row = table.next() {
      for (cpu, count) in zip(table.cpus, row.counts) {
        metrics.sample(count, [Label("cpu", cpu), Label("type", row.name)])
      }
    }
  }
}
