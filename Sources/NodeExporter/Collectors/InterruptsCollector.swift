import ArgumentParser
import Shared

/// Interrupts by processor and source, from `/proc/interrupts`.
struct InterruptsCollector: Collector {
  let name = "interrupts"
  private let interrupts: KernelFile
  private let filter: NameFilter
  private let hasZeros: Bool

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.interrupts.name-include"),
      help: "Regular expression of the interrupts to expose, against 'type;info;devices'.")
    var include: String?

    @Option(
      name: .customLong("collector.interrupts.name-exclude"),
      help: "Regular expression of the interrupts to leave out, against 'type;info;devices'.")
    var exclude: String?

    @Flag(
      name: .customLong("collector.interrupts.include-zeros"), inversion: .prefixedNo,
      help: "Expose interrupts that never came, too.")
    var includeZeros = true
  }

  init(_ host: HostPaths, _ options: Options) throws {
    interrupts = host.proc.file("interrupts")
    filter = try NameFilter(
      exclusiveFlag: "collector.interrupts.name", include: options.include,
      exclude: options.exclude)
    hasZeros = options.includeZeros
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try interrupts.readOrAbsent()
    metrics.family(
      "node_interrupts_total", .counter, "Interrupts by processor, type and what raises them.")
    var table = CPUTable(file.span)
    while let row = table.next() {
      let (info, devices) = Self.meaning(of: row)
      guard filter.wants("\(row.name);\(info);\(devices)") else { continue }
      for (cpu, count) in zip(table.cpus, row.counts) where count > 0 || hasZeros {
        metrics.sample(
          count,
          [
            Label("cpu", cpu), Label("devices", devices), Label("info", info),
            Label("type", row.name),
          ])
      }
    }
  }

  /// A numbered interrupt names its controller and then the devices; one with a name of its own is
  /// described by all that follows.
  private static func meaning(of row: CPUTable.Row) -> (info: String, devices: String) {
    guard row.name.utf8.allSatisfy({ UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") }) else {
      return (row.description.collapsingBlanks(), "")
    }
    let parts = row.description.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    return (
      parts.first.map(String.init) ?? "", parts.count > 1 ? String(parts[1]).collapsingBlanks() : ""
    )
  }
}

extension String {
  fileprivate func collapsingBlanks() -> String {
    split(separator: " ").joined(separator: " ")
  }
}
