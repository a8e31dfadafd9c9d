import ArgumentParser
import Logging
import Shared
import TestSupport
import Testing

@testable import NodeExporter

/// Nothing of node_exporter is missing: every family of its newest release is written by a collector of ours.
@Suite struct FamilyTests {
  /// Those that a recording cannot give, and where they are tested.
  private static let elsewhere: [String: String] = [
    "node_systemd_": "systemd answers them over D-Bus: IntegrationTests/SystemdTests",
    "node_logind_": "logind answers them over D-Bus: LogindCollectorTests",
    "node_scrape_collector_": "the page has them, and no collector: SharedTests/Scrape",
    "node_timex_pps_":
      "kernels without a signal of a clock may leave them out: TimexCollectorTests",
    "node_network_receive_nohandler_total": "netlink alone tells it: NetworkLinkTests",
  ]

  /// Collectors that ask somebody else than files.
  private static let asking: Set = ["systemd", "logind", "perf", "wifi", "ethtool"]

  @Test func everyFamilyIsWritten() throws {
    let recorded = try RecordedHost()
    let host = Host(
      paths: recorded.paths(), options: try recorded.options(), log: Logger(label: "test"))
    var written: Set<String> = []
    var outcomes: [String] = []
    func take(_ collector: any Collector) {
      var metrics = MetricWriter()
      do {
        try collector.collect(into: &metrics)
      } catch {
        outcomes.append("\(collector.name): \(error)")
      }
      let text = String(decoding: metrics.written.bytes, as: UTF8.self)
      for line in text.split(separator: "\n") where line.hasPrefix("# TYPE ") {
        written.insert(String(line.split(separator: " ")[2]))
      }
    }
    for entry in HostCollectors.all where !Self.asking.contains(entry.name) {
      take(try entry.make(host))
    }
    take(WifiCollector(asking: recordedWireless))
    let list = try FileTree(root: RecordedHost.archive).read("families.txt")
    let wanted = String(decoding: list, as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { !$0.hasPrefix("#") }
    #expect(wanted.count > 1100)
    let missing = wanted.filter { family in
      !written.contains(family) && !Self.elsewhere.keys.contains { family.hasPrefix($0) }
    }
    #expect(missing == [], "\(outcomes)")
  }

  /// Collectors of node_exporter that are neither here nor deprecated there.
  @Test func noCollectorIsMissing() {
    #expect(Set(HostCollectors.missing.keys) == ["ntp", "runit", "supervisord"])
  }
}
