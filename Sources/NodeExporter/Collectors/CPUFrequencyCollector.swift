import Shared

/// At which frequencies the processors run and may run, from `/sys/devices/system/cpu/cpu*/cpufreq`
/// (`Documentation/admin-guide/pm/cpufreq.rst`).
struct CPUFrequencyCollector: Collector {
  let name = "cpufreq"
  private let cpus: DeviceFolder

  init(_ host: HostPaths) {
    let texts = ["scaling_governor", "scaling_available_governors"]
    cpus = DeviceFolder(
      host.sys, "devices/system/cpu",
      attributes: (Self.numbers.map(\.file) + texts).map { "cpufreq/\($0)" })
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var table = NumberTable(Self.numbers)
    var governors: [(cpu: String, now: String, available: String)] = []
    for cpu in try cpus.devices() {
      guard let number = cpu.name.dropping(prefix: "cpu"), Int(number) != nil else { continue }
      table.append(
        Labels([Label("cpu", number)]), cpu.attributes.prefix(Self.numbers.count),
        noting: &losses)
      let texts = cpu.attributes.dropFirst(Self.numbers.count).map { try? $0.text() }
      if let now = texts[0], let available = texts[1] {
        governors.append((number, now, available))
      }
    }
    table.write(into: &metrics)
    metrics.family(
      "node_cpu_scaling_governor", .gauge, "Whether a governor chooses the processor's frequency.")
    for cpu in governors {
      for governor in cpu.available.split(separator: " ") {
        metrics.sample(
          governor == cpu.now, [Label("cpu", cpu.cpu), Label("governor", String(governor))])
      }
    }
    try losses.report()
  }

  /// Kilohertz in the files.
  private static let numbers: [NumberFile] = [
    .gauge(
      "cpuinfo_cur_freq", "node_cpu_frequency_hertz", "The frequency that the hardware tells.",
      .times(1000)),
    .gauge(
      "cpuinfo_min_freq", "node_cpu_frequency_min_hertz",
      "The lowest that the hardware can run at.",
      .times(1000)),
    .gauge(
      "cpuinfo_max_freq", "node_cpu_frequency_max_hertz",
      "The highest that the hardware can run at.",
      .times(1000)),
    .gauge(
      "scaling_cur_freq", "node_cpu_scaling_frequency_hertz", "The frequency that was last set.",
      .times(1000)),
    .gauge(
      "scaling_min_freq", "node_cpu_scaling_frequency_min_hertz", "The lowest that may be set.",
      .times(1000)),
    .gauge(
      "scaling_max_freq", "node_cpu_scaling_frequency_max_hertz", "The highest that may be set.",
      .times(1000)),
  ]
}
