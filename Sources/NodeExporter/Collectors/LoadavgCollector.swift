import Shared

/// The system load averages, from `/proc/loadavg`.
struct LoadavgCollector: Collector {
  let name = "loadavg"
  private let loadavg: KernelFile

  init(_ host: HostPaths) {
    loadavg = host.proc.file("loadavg")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try loadavg.read()
    try loadavg.parsing {
      var fields = TextCursor(file.span)
      metrics.gauge("node_load1", "Load average over 1 minute.", try fields.number())
      metrics.gauge("node_load5", "Load average over 5 minutes.", try fields.number())
      metrics.gauge("node_load15", "Load average over 15 minutes.", try fields.number())
    }
  }
}
