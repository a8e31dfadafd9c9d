import Shared

/// Which known faults the processors have and what is done about them, from
/// `/sys/devices/system/cpu/vulnerabilities`.
struct CPUVulnerabilitiesCollector: Collector {
  let name = "cpu_vulnerabilities"
  private let sys: FileTree
  private static let folder = "devices/system/cpu/vulnerabilities"

  init(_ host: HostPaths) {
    sys = host.sys
  }

  func collect(into metrics: inout MetricWriter) throws {
    let names = try sys.namesOrAbsent(in: Self.folder)
    metrics.family(
      "node_cpu_vulnerabilities_info", .gauge,
      "A fault that processors are known for, whether these have it, and the mitigation; always 1.")
    var losses = Losses()
    for name in names {
      losses.noting {
        let text = try sys.fileReadOnce("\(Self.folder)/\(name)").text()
        let (state, mitigation) = Self.meaning(of: text)
        metrics.sample(
          true,
          [Label("codename", name), Label("mitigation", mitigation), Label("state", state)])
      }
    }
    try losses.report()
  }

  /// `Not affected`, `Vulnerable`, `Vulnerable: no microcode` or `Mitigation: PTI`.
  private static func meaning(of text: String) -> (state: String, mitigation: String) {
    for (prefix, state) in [("Vulnerable", "vulnerable"), ("Mitigation", "mitigation")] {
      guard let rest = text.dropping(prefix: prefix) else { continue }
      return (state, String(rest.drop { $0 == ":" || $0 == " " }))
    }
    return text.hasPrefix("Not affected") ? ("not affected", "") : ("unknown", text)
  }
}
