import Shared

/// Free blocks of memory by their size, from `/proc/buddyinfo`.
struct BuddyinfoCollector: Collector {
  let name = "buddyinfo"
  private let buddyinfo: KernelFile

  init(_ host: HostPaths) {
    buddyinfo = host.proc.file("buddyinfo")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try buddyinfo.readOrAbsent()
    metrics.family(
      "node_buddyinfo_blocks", .gauge,
      "Free blocks of 2 to the power of size pages, by memory node and zone.")
    try buddyinfo.parsing {
      var lines = TextCursor(file.span)
      // Node 0, zone   Normal   4381   1093 …
      while var line = lines.nextLine() {
        guard line.take(prefix: "Node") else { continue }
        let node = line.field(upTo: ",")
        line.skip()
        let zone = line.field()
        var order = 0
        line.skipBlanks()
        while !line.isAtEnd {
          metrics.sample(
            try line.integer(),
            [Label("node", node), Label("size", "\(order)"), Label("zone", zone)])
          order += 1
          line.skipBlanks()
        }
      }
    }
  }
}
