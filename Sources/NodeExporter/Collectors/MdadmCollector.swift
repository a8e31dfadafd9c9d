import Shared

/// Software RAIDs, from `/proc/mdstat` and `/sys/block/md*/md`.
struct MdadmCollector: Collector {
  let name = "mdadm"
  private let mdstat: KernelFile
  private let arrays: DeviceFolder

  init(_ host: HostPaths) {
    mdstat = host.proc.file("mdstat")
    arrays = DeviceFolder(host.sys, "block", attributes: Self.numbers.map { "md/\($0.file)" })
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try mdstat.readOrAbsent()
    let arrays = try mdstat.parsing { try RAIDArray.all(in: file.span) }
    let labels = arrays.map { Labels([Label("device", $0.device)]) }

    metrics.family("node_md_state", .gauge, "Which of the states an array is in.")
    for array in arrays {
      // Few kernels can reshape, so it is named only when it happens.
      for state in RAIDArray.State.allCases where state != .reshaping || array.state == state {
        metrics.sample(
          array.state == state, [Label("device", array.device), Label("state", state.rawValue)])
      }
    }
    metrics.family("node_md_disks", .gauge, "Disks of an array by their state.")
    for array in arrays {
      for (state, count) in [
        ("active", array.activeDisks), ("failed", array.failedDisks), ("spare", array.spareDisks),
      ] {
        metrics.sample(count, [Label("device", array.device), Label("state", state)])
      }
    }
    metrics.family("node_md_disks_required", .gauge, "Disks that an array has when it is whole.")
    for (array, labels) in zip(arrays, labels) { metrics.sample(array.requiredDisks, labels) }
    metrics.family("node_md_blocks", .gauge, "Size of an array in blocks of 1024 bytes.")
    for (array, labels) in zip(arrays, labels) { metrics.sample(array.blocks, labels) }
    metrics.family("node_md_blocks_synced", .gauge, "Blocks of an array that are in step.")
    for (array, labels) in zip(arrays, labels) { metrics.sample(array.blocksSynced, labels) }
    try writeAttributes(into: &metrics)
  }

  private func writeAttributes(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var table = NumberTable(Self.numbers)
    let arrays = (try? self.arrays.devices { $0.hasPrefix("md") }) ?? []
    for array in arrays {
      table.append(Labels([Label("device", array.name)]), array.attributes, noting: &losses)
    }
    table.write(into: &metrics)
    try losses.report()
  }

  private static let numbers: [NumberFile] = [
    .gauge("raid_disks", "node_md_raid_disks", "Disks that an array consists of."),
    .gauge("degraded", "node_md_degraded", "Disks that an array lacks."),
  ]
}
