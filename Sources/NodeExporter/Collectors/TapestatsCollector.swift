import ArgumentParser
import Shared

/// What tape drives read and wrote, from `/sys/class/scsi_tape`
/// (`Documentation/ABI/testing/sysfs-class-scsi_tape`).
struct TapestatsCollector: Collector {
  let name = "tapestats"
  private let drives: DeviceFolder
  private let filter: NameFilter

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.tapestats.ignored-devices"),
      help: "Regular expression of the drives to leave out.")
    var ignoredDevices: String?
  }

  init(_ host: HostPaths, _ options: Options) throws {
    drives = DeviceFolder(
      host.sys, "class/scsi_tape", attributes: Self.numbers.map { "stats/\($0.file)" })
    filter = NameFilter(
      exclude: try Pattern.of(
        flag: "collector.tapestats.ignored-devices",
        options.ignoredDevices == "^$" ? nil : options.ignoredDevices))
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var table = NumberTable(Self.numbers)
    // The same drive is there under other names, such as nst0a, for other ways to use it.
    let drives = try drives.devices { name in
      guard let number = name.dropping(prefix: "st"), Int(number) != nil else { return false }
      return filter.wants(name)
    }
    for drive in drives {
      table.append(Labels([Label("device", drive.name)]), drive.attributes, noting: &losses)
    }
    table.write(into: &metrics)
    try losses.report()
  }

  private static let numbers: [NumberFile] = [
    .gauge("in_flight", "node_tape_io_now", "Requests under way."),
    .counter(
      "io_ns", "node_tape_io_time_seconds_total", "Time that requests of all kinds took.",
      .decimals(9)),
    .counter(
      "other_cnt", "node_tape_io_others_total", "Requests other than reading and writing."),
    .counter("read_byte_cnt", "node_tape_read_bytes_total", "Bytes read."),
    .counter("read_cnt", "node_tape_reads_completed_total", "Reads that ended well."),
    .counter(
      "read_ns", "node_tape_read_time_seconds_total", "Time that reading took.", .decimals(9)),
    .counter(
      "resid_cnt", "node_tape_residual_total",
      "Reads and writes that moved less than was asked for."),
    .counter("write_byte_cnt", "node_tape_written_bytes_total", "Bytes written."),
    .counter("write_cnt", "node_tape_writes_completed_total", "Writes that ended well."),
    .counter(
      "write_ns", "node_tape_write_time_seconds_total", "Time that writing took.", .decimals(9)),
  ]
}
