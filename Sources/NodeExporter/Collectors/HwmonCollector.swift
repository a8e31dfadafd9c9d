import ArgumentParser
import Shared
import Synchronization

/// Temperatures, fans, voltages and what else chips measure, from `/sys/class/hwmon`
/// (`Documentation/hwmon/sysfs-interface.rst`).
final class HwmonCollector: Collector {
  let name = "hwmon"
  private let sys: FileTree
  private let chips: NameFilter
  private let sensors: NameFilter
  /// By the name of the folder, with the folder's inode: another chip may take the name.
  private let known = Mutex<[String: (inode: UInt64, chip: SensorChip?)]>([:])
  private static let folder = "class/hwmon"

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.hwmon.chip-include"),
      help: "Regular expression of the chips to expose.")
    var chipInclude: String?

    @Option(
      name: .customLong("collector.hwmon.chip-exclude"),
      help: "Regular expression of the chips to leave out.")
    var chipExclude: String?

    @Option(
      name: .customLong("collector.hwmon.sensor-include"),
      help: "Regular expression of the sensors to expose, against 'chip;sensor'.")
    var sensorInclude: String?

    @Option(
      name: .customLong("collector.hwmon.sensor-exclude"),
      help: "Regular expression of the sensors to leave out, against 'chip;sensor'.")
    var sensorExclude: String?
  }

  init(_ host: HostPaths, _ options: Options) throws {
    sys = host.sys
    chips = try NameFilter(
      exclusiveFlag: "collector.hwmon.chip", include: options.chipInclude,
      exclude: options.chipExclude)
    sensors = try NameFilter(
      exclusiveFlag: "collector.hwmon.sensor", include: options.sensorInclude,
      exclude: options.sensorExclude)
  }

  func collect(into metrics: inout MetricWriter) throws {
    let chips = try current()
    metrics.family("node_hwmon_chip_names", .gauge, "What a chip's driver calls it, always 1.")
    for chip in chips {
      guard let name = chip.driverName else { continue }
      metrics.sample(true, [Label("chip", chip.chip), Label("chip_name", name)])
    }
    metrics.family("node_hwmon_sensor_label", .gauge, "What a sensor is for, always 1.")
    for chip in chips {
      for label in chip.labels { metrics.sample(true, label.labels) }
    }
    var losses = Losses()
    var groups = FamilyGroups()
    for number in chips.lazy.flatMap(\.numbers) {
      guard let value = number.file.measured(noting: &losses) else { continue }
      groups.append(number.header, value, in: number.unit, number.labels)
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  /// The chips that are there now.
  private func current() throws -> [SensorChip] {
    let entries: [FileTree.Entry]
    do throws(SystemError) {
      entries = try sys.entries(in: Self.folder)
    } catch {
      if error.isNotFound { throw Absent(sys.path(Self.folder)) }
      throw error
    }
    return known.withLock { known in
      var current: [String: (inode: UInt64, chip: SensorChip?)] = [:]
      var chips: [SensorChip] = []
      for entry in entries {
        let kept = known[entry.name].flatMap { $0.inode == entry.inode ? $0 : nil }
        let found =
          kept
          ?? (
            entry.inode,
            SensorChip(
              sys, "\(Self.folder)/\(entry.name)", wantsChip: self.chips.wants,
              wants: sensors.wants)
          )
        current[entry.name] = found
        if let chip = found.chip { chips.append(chip) }
      }
      known = current
      return chips
    }
  }
}
