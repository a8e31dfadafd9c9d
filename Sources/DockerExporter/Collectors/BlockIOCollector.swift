import Shared

/// What containers read and write of block devices.
///
/// What they store is not here: to know it is to walk through all their files.
struct BlockIOCollector: Collector {
  let name = "blkio"
  private let containers: ObservedContainers
  private let sys: FileTree

  init(_ containers: ObservedContainers, _ host: HostPaths) {
    self.containers = containers
    sys = host.sys
  }

  /// A container and one of its devices.
  private struct Row {
    let reading: BlockIOReading
    let labels: Labels
    let container: Labels
    let path: String
  }

  func collect(into metrics: inout MetricWriter) throws {
    let (tables, losses) = containers.cgroupReadings { try $0.blockIO.read() }
    var paths: [BlockIOReading.Device: String] = [:]
    var rows: [Row] = []
    for (observed, table) in tables {
      for reading in table.devices {
        let path = paths[reading.device] ?? self.path(of: reading.device)
        paths[reading.device] = path
        rows.append(
          Row(
            reading: reading, labels: observed.labels.adding(Label("device", path)),
            container: observed.labels, path: path))
      }
    }
    for family in Self.families {
      metrics.family(family.name, family.kind, family.help)
      for row in rows {
        if let value = family.value(row.reading) { metrics.sample(value, row.labels) }
      }
    }
    metrics.family(
      "container_blkio_device_usage_total", .counter,
      "Bytes moved to and from a device, by kind of operation.")
    for row in rows {
      let labels = row.labels.adding(Label("major", "\(row.reading.device.major)"))
        .adding(Label("minor", "\(row.reading.device.minor)"))
      for operation in BlockIOReading.Operation.allCases {
        guard let bytes = row.reading.bytes[operation] else { continue }
        metrics.sample(bytes, labels.adding(Label("operation", operation.rawValue)))
      }
    }
    try losses.report()
  }

  /// `/dev/sda`; for a device that is gone its numbers, so that no two look the same.
  private func path(of device: BlockIOReading.Device) -> String {
    let numbers = "\(device.major):\(device.minor)"
    let link = sys.link("dev/block/\(numbers)")
    return link?.split(separator: "/").last.map { "/dev/\($0)" } ?? numbers
  }

  private static let families: [UsageFamily<BlockIOReading>] = [
    .counter("container_fs_reads_bytes_total", "Bytes read from a block device.") {
      $0.bytes[.read]
    },
    .counter("container_fs_reads_total", "Reads of a block device.") { $0.requests[.read] },
    .counter("container_fs_writes_bytes_total", "Bytes written to a block device.") {
      $0.bytes[.write]
    },
    .counter("container_fs_writes_total", "Writes to a block device.") { $0.requests[.write] },
    .counter(
      "container_fs_io_cost_usage_seconds_total", "A device's time that was used, as reckoned."
    ) { $0.cost.usage },
    .counter("container_fs_io_cost_wait_seconds_total", "Time waited for a device's time.") {
      $0.cost.wait
    },
    .counter(
      "container_fs_io_cost_indebt_seconds_total", "Time in debt for what could not wait."
    ) { $0.cost.indebt },
    .counter(
      "container_fs_io_cost_indelay_seconds_total", "Time slowed down for paying debts back."
    ) { $0.cost.indelay },
  ]
}
