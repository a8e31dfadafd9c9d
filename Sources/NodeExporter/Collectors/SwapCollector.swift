import Shared

/// Each place that memory is swapped to, from `/proc/swaps`.
struct SwapCollector: Collector {
  let name = "swap"
  private let swaps: KernelFile

  init(_ host: HostPaths) {
    swaps = host.proc.file("swaps")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try swaps.readOrAbsent()
    let places = try swaps.parsing {
      var places: [(labels: Labels, size: UInt64, used: UInt64, priority: Int)] = []
      var lines = TextCursor(file.span)
      _ = lines.nextLine()
      while var line = lines.nextLine() {
        let device = String(resolvingOctal: line.slice().bytes)
        if device.isEmpty { continue }
        let labels = Labels([Label("device", device), Label("swap_type", line.field())])
        places.append(
          (labels, try line.integer(), try line.integer(), try line.signedInteger()))
      }
      return places
    }
    metrics.family("node_swap_size_bytes", .gauge, "How much a place can hold.")
    for place in places { metrics.sample(place.size &* 1024, place.labels) }
    metrics.family("node_swap_used_bytes", .gauge, "How much a place holds.")
    for place in places { metrics.sample(place.used &* 1024, place.labels) }
    metrics.family("node_swap_priority", .gauge, "Places of a higher priority are filled first.")
    for place in places { metrics.sample(place.priority, place.labels) }
  }
}
