import ArgumentParser
import Shared

/// The flags of the perf collector.
struct PerfOptions: ParsableArguments, Sendable {
  @Option(
    name: .customLong("collector.perf.cpus"),
    help: "The processors to count on, as 0,2-6:2; without it all.")
  var cpus: String?

  @Option(
    name: .customLong("collector.perf.tracepoint"),
    help: "A tracepoint to count, as subsystem:event; may be given several times.")
  var tracepoints: [String] = []

  @Flag(
    name: .customLong("collector.perf.disable-hardware-profilers"),
    help: "Count nothing that processors count by themselves.")
  var withoutHardware = false

  @Option(
    name: .customLong("collector.perf.hardware-profilers"),
    help: "What to count of that, as CpuCycles; may be given several times. Without it all.")
  var hardware: [String] = []

  @Flag(
    name: .customLong("collector.perf.disable-software-profilers"),
    help: "Count nothing that the kernel counts.")
  var withoutSoftware = false

  @Option(
    name: .customLong("collector.perf.software-profilers"),
    help: "What to count of that, as PageFault; may be given several times. Without it all.")
  var software: [String] = []

  @Flag(
    name: .customLong("collector.perf.disable-cache-profilers"),
    help: "Count nothing of the processors' caches.")
  var withoutCaches = false

  @Option(
    name: .customLong("collector.perf.cache-profilers"),
    help: "What to count of that, as LLReadMiss; may be given several times. Without it all.")
  var caches: [String] = []

  /// What is to be counted on each processor, but for the tracepoints.
  func events() throws(FlagError) -> [PerfEvent] {
    var events: [PerfEvent] = []
    for (flag, isOff, names, table) in [
      ("hardware", withoutHardware, hardware, PerfEvent.hardware),
      ("software", withoutSoftware, software, PerfEvent.software),
      ("cache", withoutCaches, caches, PerfEvent.caches),
    ] {
      for name in names where !table.contains(where: { $0.name == name }) {
        throw FlagError(
          flag: "collector.perf.\(flag)-profilers",
          reason: "'\(name)' is none of \(table.map(\.name).joined(separator: ", "))")
      }
      if !isOff { events += table.filter { names.isEmpty || names.contains($0.name) } }
    }
    return events
  }

  /// The processors that were asked for; `nil` is all.
  func processors() throws(FlagError) -> [Int]? {
    guard let cpus, !cpus.isEmpty else { return nil }
    var processors: [Int] = []
    for part in cpus.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: ":", omittingEmptySubsequences: false)
      let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      let step = halves.count == 2 ? Int(halves[1]) : 1
      guard halves.count <= 2, let step, step > 0, ends.count <= 2, let first = ends[0],
        let last = ends[ends.count - 1], 0 <= first, first <= last, last < 1 << 16
      else {
        throw FlagError(
          flag: "collector.perf.cpus", reason: "'\(part)' is no processor, as 3, 0-7 or 0-7:2 are")
      }
      processors += stride(from: first, through: last, by: step)
    }
    return processors
  }
}
