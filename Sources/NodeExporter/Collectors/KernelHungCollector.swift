import Shared

/// Tasks that hung, from `/proc/sys/kernel/hung_task_detect_count`, which Linux has since 6.13.
struct KernelHungCollector: Collector {
  let name = "kernel_hung"
  private let count: KernelFile

  init(_ host: HostPaths) {
    count = host.proc.file("sys/kernel/hung_task_detect_count")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try count.readOrAbsent()
    let tasks = try count.parsing {
      var text = TextCursor(file.span)
      return try text.integer()
    }
    metrics.counter(
      "node_kernel_hung_tasks_total", "Tasks that the kernel found hung since it started.", tasks)
  }
}
