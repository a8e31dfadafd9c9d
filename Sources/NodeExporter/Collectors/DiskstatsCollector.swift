import ArgumentParser
import Shared
import Synchronization

/// Disk input and output, from `/proc/diskstats`, and what udev knows of the disks.
final class DiskstatsCollector: Collector {
  let name = "diskstats"
  private let host: HostPaths
  private let diskstats: KernelFile
  private let devices: NameFilter
  private let known = Mutex(RowMemory<BlockDevice>())

  struct Options: ParsableArguments, Sendable {
    /// Memory disks, loop devices, floppies, and the partitions of disks.
    static let defaultExclude = #"^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$"#

    @Option(
      name: [
        .customLong("collector.diskstats.device-exclude"),
        .customLong("collector.diskstats.ignored-devices"),
      ],
      help: "Regular expression of the devices to leave out.")
    var deviceExclude: String?

    @Option(
      name: .customLong("collector.diskstats.device-include"),
      help: "Regular expression of the devices to expose, instead of device-exclude.")
    var deviceInclude: String?
  }

  init(_ host: HostPaths, _ options: Options) throws {
    self.host = host
    diskstats = host.proc.file("diskstats")
    let hasInclude = options.deviceInclude.map { !$0.isEmpty } ?? false
    devices = try NameFilter(
      exclusiveFlag: "collector.diskstats.device", include: options.deviceInclude,
      exclude: options.deviceExclude ?? (hasInclude ? nil : Options.defaultExclude))
  }

  /// A wanted device and its line of this scrape.
  private struct Row {
    let device: BlockDevice
    let statistics: DiskStatistics
    let details: BlockDevice.Details
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try diskstats.read()
    var losses = Losses()
    let rows = read(file.span, noting: &losses)
    metrics.family("node_disk_info", .gauge, "What a block device is, always 1.")
    for row in rows { metrics.sample(true, row.details.info) }
    for (column, family) in DiskStatistics.families.enumerated() {
      metrics.family(family.name, family.kind, family.help)
      for row in rows where column < row.statistics.count {
        let value = row.statistics.values[column]
        switch family.unit {
        case .count: metrics.sample(value, row.device.labels)
        case .sectors: metrics.sample(value &* 512, row.device.labels)
        case .milliseconds: metrics.sample(FixedPoint(value, decimals: 3), row.device.labels)
        }
      }
    }
    writeProperties(of: rows, into: &metrics)
    try losses.report()
  }

  private func read(_ file: Span<UInt8>, noting losses: inout Losses) -> [Row] {
    var text = TextCursor(file)
    var rows: [Row] = []
    var memory = known.withLock { $0 }
    memory.begin()
    while let line = text.nextLine() {
      var values = line
      values.skip(fields: 3)
      let key = line.bytes.extracting(first: line.bytes.count - values.bytes.count)
      if key.isEmpty { continue }
      let device = memory.value(for: key) {
        BlockDevice(key: key, host, isWanted: devices.wants)
      }
      guard device.isWanted else { continue }
      do throws(ParseError) {
        let statistics = try DiskStatistics(&values)
        rows.append(Row(device: device, statistics: statistics, details: device.details()))
      } catch {
        losses.note(diskstats.malformed(error, in: device.name))
      }
    }
    memory.end()
    if memory.isChanged { known.withLock { $0 = memory } }
    return rows
  }

  private func writeProperties(of rows: [Row], into metrics: inout MetricWriter) {
    metrics.family(
      "node_disk_filesystem_info", .gauge, "The file system on a block device, always 1.")
    for row in rows {
      let udev = row.details.properties
      let type = udev["ID_FS_TYPE"]
      if type.isEmpty { continue }
      metrics.sample(
        true,
        [
          Label("device", row.device.name), Label("type", type),
          Label("usage", udev["ID_FS_USAGE"]), Label("uuid", udev["ID_FS_UUID"]),
          Label("version", udev["ID_FS_VERSION"]),
        ])
    }
    metrics.family(
      "node_disk_device_mapper_info", .gauge,
      "What the device mapper made a block device of, always 1.")
    for row in rows {
      let udev = row.details.properties
      let name = udev["DM_NAME"]
      if name.isEmpty { continue }
      metrics.sample(
        true,
        [
          Label("device", row.device.name), Label("lv_layer", udev["DM_LV_LAYER"]),
          Label("lv_name", udev["DM_LV_NAME"]), Label("name", name),
          Label("uuid", udev["DM_UUID"]), Label("vg_name", udev["DM_VG_NAME"]),
        ])
    }
    for (family, property, help) in [
      (
        "node_disk_ata_rotation_rate_rpm", "ID_ATA_ROTATION_RATE_RPM",
        "Revolutions per minute of an ATA disk, 0 where nothing turns."
      ),
      (
        "node_disk_ata_write_cache", "ID_ATA_WRITE_CACHE",
        "Whether an ATA disk has a write cache."
      ),
      (
        "node_disk_ata_write_cache_enabled", "ID_ATA_WRITE_CACHE_ENABLED",
        "Whether an ATA disk's write cache is on."
      ),
    ] {
      metrics.family(family, .gauge, help)
      for row in rows where !row.details.properties["ID_ATA"].isEmpty {
        guard let value = Double(row.details.properties[property]) else { continue }
        metrics.sample(value, row.device.labels)
      }
    }
  }
}
