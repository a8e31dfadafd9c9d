import Shared

/// Memory of each node of a machine whose memory is not all equally near, from
/// `/sys/devices/system/node`.
struct MeminfoNumaCollector: Collector {
  let name = "meminfo_numa"
  private let nodes: DeviceFolder

  init(_ host: HostPaths) {
    nodes = DeviceFolder(
      host.sys, "devices/system/node", attributes: ["meminfo", "numastat"])
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var groups = FamilyGroups()
    for node in try nodes.devices() {
      guard let number = node.name.dropping(prefix: "node"), Int(number) != nil else { continue }
      let labels = Labels([Label("node", number)])
      losses.noting { try memory(node.attributes[0], labels, into: &groups) }
      losses.noting { try placements(node.attributes[1], labels, into: &groups) }
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  /// `Node 0 Active(anon):  42 kB`.
  private func memory(
    _ meminfo: KernelFile, _ labels: Labels, into groups: inout FamilyGroups
  ) throws {
    let file = try meminfo.read()
    try meminfo.parsing {
      var lines = TextCursor(file.span)
      while var line = lines.nextLine() {
        line.skip(fields: 2)
        let key = line.field(upTo: ":")
        if key.isEmpty { continue }
        let number = try line.integer()
        line.skipBlanks()
        let isInKilobytes = line.take(prefix: "kB")
        groups.append(key, isInKilobytes ? number &* 1024 : number, labels) {
          FamilyHeader(
            "node_memory_numa_\(Self.stem(of: key))", .gauge,
            "The line \(key) of a memory node's meminfo\(isInKilobytes ? ", in bytes" : "").")
        }
      }
    }
  }

  /// `numa_hit 42`, in pages.
  private func placements(
    _ numastat: KernelFile, _ labels: Labels, into groups: inout FamilyGroups
  ) throws {
    let file = try numastat.read()
    try numastat.parsing {
      var lines = TextCursor(file.span)
      while var line = lines.nextLine() {
        let key = line.field()
        if key.isEmpty { continue }
        groups.append(key, try line.integer(), labels) {
          FamilyHeader(
            "node_memory_numa_\(key)_total", .counter,
            "The count \(key) of pages in a memory node's numastat.")
        }
      }
    }
  }

  private static func stem(of key: String) -> String {
    metricName(key.hasSuffix(")") ? String(key.dropLast()) : key)
  }
}
