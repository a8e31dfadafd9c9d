import ArgumentParser
import Shared
import Synchronization

/// The processors: the time they spent in each mode, from `/proc/stat`, and what they are, from
/// `/proc/cpuinfo` and `/sys/devices/system/cpu`.
final class CPUCollector: Collector {
  let name = "cpu"
  private let host: HostPaths
  private let stat: KernelFile
  private let cpuinfo: KernelFile
  private let isolated: KernelFile
  private let online: KernelFile
  private let present: KernelFile
  private let hasGuests: Bool
  private let hasInfo: Bool
  private let flagsInclude: Pattern?
  private let bugsInclude: Pattern?
  private let memory = CPUTimesMemory()
  private let topology: Mutex<CPUTopology>

  struct Options: ParsableArguments, Sendable {
    @Flag(
      name: .customLong("collector.cpu.guest"), inversion: .prefixedNo,
      help: "Expose node_cpu_guest_seconds_total.")
    var guest = true

    @Flag(
      name: .customLong("collector.cpu.info"), inversion: .prefixedNo,
      help: "Expose node_cpu_info and node_cpu_frequency_hertz.")
    var info = false

    @Option(
      name: .customLong("collector.cpu.info.flags-include"),
      help: "Regular expression of the CPU flags to expose; turns collector.cpu.info on.")
    var flagsInclude: String?

    @Option(
      name: .customLong("collector.cpu.info.bugs-include"),
      help: "Regular expression of the CPU bugs to expose; turns collector.cpu.info on.")
    var bugsInclude: String?
  }

  init(_ host: HostPaths, _ options: Options) throws {
    self.host = host
    stat = host.proc.file("stat")
    cpuinfo = host.proc.file("cpuinfo")
    isolated = host.sys.file("devices/system/cpu/isolated")
    online = host.sys.file("devices/system/cpu/online")
    present = host.sys.file("devices/system/cpu/present")
    hasGuests = options.guest
    flagsInclude = try Pattern.of(
      flag: "collector.cpu.info.flags-include", options.flagsInclude)
    bugsInclude = try Pattern.of(flag: "collector.cpu.info.bugs-include", options.bugsInclude)
    hasInfo = options.info || flagsInclude != nil || bugsInclude != nil
    topology = Mutex(CPUTopology(of: [], host.sys))
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try stat.read()
    let all = memory.settle(try stat.parsing { try CPUTimes.read(file.span) })
    let topology = topology(of: all.map(\.cpu))
    writeTimes(of: all, topology, into: &metrics)
    writeThrottles(topology, into: &metrics)
    var losses = Losses()
    writeSets(into: &metrics, noting: &losses)
    if hasInfo { losses.noting { try writeInfo(into: &metrics) } }
    try losses.report()
  }

  private func topology(of cpus: [Int]) -> CPUTopology {
    let known = topology.withLock { $0 }
    if known.cpus == cpus { return known }
    let current = CPUTopology(of: cpus, host.sys)
    topology.withLock { $0 = current }
    return current
  }
}

// MARK: - Families

extension CPUCollector {
  private func writeTimes(
    of all: [CPUTimes], _ topology: CPUTopology, into metrics: inout MetricWriter
  ) {
    metrics.family(
      "node_cpu_seconds_total", .counter, "Seconds that a processor spent in each mode.")
    for (times, labels) in zip(all, topology.times) {
      for (column, labels) in labels.enumerated() {
        metrics.sample(FixedPoint(times.ticks[column], decimals: CPUTimes.decimals), labels)
      }
    }
    guard hasGuests else { return }
    metrics.family(
      "node_cpu_guest_seconds_total", .counter,
      "Seconds that a processor ran virtual machines, which also count as user and nice.")
    for (times, labels) in zip(all, topology.guestTimes) {
      for (index, labels) in labels.enumerated() {
        let ticks = times.ticks[CPUTimes.modes.count + index]
        metrics.sample(FixedPoint(ticks, decimals: CPUTimes.decimals), labels)
      }
    }
  }

  private func writeThrottles(_ topology: CPUTopology, into metrics: inout MetricWriter) {
    for (family, counters, help) in [
      (
        "node_cpu_core_throttles_total", topology.coreThrottles,
        "How often heat slowed a core down."
      ),
      (
        "node_cpu_package_throttles_total", topology.packageThrottles,
        "How often heat slowed a processor package down."
      ),
    ] where !counters.isEmpty {
      metrics.family(family, .counter, help)
      for (labels, file) in counters {
        if let count = try? file.number() { metrics.sample(count, labels) }
      }
    }
  }

  private func writeSets(into metrics: inout MetricWriter, noting losses: inout Losses) {
    metrics.family(
      "node_cpu_isolated", .gauge, "Processors that the scheduler leaves alone.")
    for cpu in set(isolated, noting: &losses) { metrics.sample(true, [Label("cpu", "\(cpu)")]) }

    let online = Set(set(online, noting: &losses))
    guard !online.isEmpty else { return }
    metrics.family("node_cpu_online", .gauge, "Whether a processor that is present is in use.")
    for cpu in set(present, noting: &losses) {
      metrics.sample(online.contains(cpu), [Label("cpu", "\(cpu)")])
    }
  }

  /// The processors that a file lists; none where it is not there.
  private func set(_ file: KernelFile, noting losses: inout Losses) -> [Int] {
    guard let contents = try? file.read() else { return [] }
    do {
      return try file.parsing { try CPUSet(contents.span).cpus }
    } catch {
      losses.note(error)
      return []
    }
  }

  private func writeInfo(into metrics: inout MetricWriter) throws {
    let file = try cpuinfo.read()
    let all = CPUInfo.read(file.span)
    metrics.family("node_cpu_info", .gauge, "What a processor is, always 1.")
    for info in all { metrics.sample(true, info.labels) }
    metrics.family(
      "node_cpu_frequency_hertz", .gauge, "A processor's clock frequency, from /proc/cpuinfo.")
    for info in all {
      guard let megahertz = info.megahertz else { continue }
      metrics.sample(
        megahertz * 1e6,
        [Label("core", info.core), Label("cpu", info.processor), Label("package", info.package)])
    }
    guard let first = all.first else { return }
    metrics.family("node_cpu_flag_info", .gauge, "Features of the first processor, always 1.")
    for flag in Self.words(first.flags, flagsInclude) {
      metrics.sample(true, [Label("flag", flag)])
    }
    metrics.family("node_cpu_bug_info", .gauge, "Known bugs of the first processor, always 1.")
    for bug in Self.words(first.bugs, bugsInclude) {
      metrics.sample(true, [Label("bug", bug)])
    }
  }

  /// The words that the flag asks for; none without the flag.
  private static func words(_ words: String, _ include: Pattern?) -> [String] {
    guard let include else { return [] }
    return words.split(separator: " ").map(String.init).filter(include.matches)
  }
}
