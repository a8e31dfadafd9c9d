import ArgumentParser
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct NetdevCollectorTests {
  private static let dev = """
    Inter-|   Receive                                                |  Transmit
     face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop \
    fifo colls carrier compressed
        lo: 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0
    wlan0:10437182923 13899359 2 3 4 5 6 7 2851649360 11726200 8 9 10 11 12 13

    """

  private func scrape(_ flags: String...) throws -> [String] {
    let host = try HostFixture(
      proc: ["net/dev": Self.dev], sys: ["class/net/wlan0/ifalias": "uplink\n"])
    return samples(
      try exposition(
        of: NetdevCollector(host.paths, .parse(["--no-collector.netdev.netlink"] + flags))))
  }

  @Test func readsTheFile() throws {
    #expect(
      try scrape("--collector.netdev.device-exclude", "^lo$") == [
        #"node_network_receive_bytes_total{device="wlan0"} 10437182923"#,
        #"node_network_receive_compressed_total{device="wlan0"} 6"#,
        #"node_network_receive_drop_total{device="wlan0"} 3"#,
        #"node_network_receive_errs_total{device="wlan0"} 2"#,
        #"node_network_receive_fifo_total{device="wlan0"} 4"#,
        #"node_network_receive_frame_total{device="wlan0"} 5"#,
        #"node_network_receive_multicast_total{device="wlan0"} 7"#,
        #"node_network_receive_packets_total{device="wlan0"} 13899359"#,
        #"node_network_transmit_bytes_total{device="wlan0"} 2851649360"#,
        #"node_network_transmit_carrier_total{device="wlan0"} 12"#,
        #"node_network_transmit_colls_total{device="wlan0"} 11"#,
        #"node_network_transmit_compressed_total{device="wlan0"} 13"#,
        #"node_network_transmit_drop_total{device="wlan0"} 9"#,
        #"node_network_transmit_errs_total{device="wlan0"} 8"#,
        #"node_network_transmit_fifo_total{device="wlan0"} 10"#,
        #"node_network_transmit_packets_total{device="wlan0"} 11726200"#,
      ])
  }

  @Test func aBadRowCostsNoOther() throws {
    let host = try HostFixture(proc: ["net/dev": Self.dev + "  eth0: 1 2 -3\n  eth1: 4\n"])
    let partial = try PartialExposition(
      of: NetdevCollector(host.paths, .parse(["--no-collector.netdev.netlink"])))
    #expect(
      samples(partial.text).filter { $0.hasPrefix("node_network_receive_bytes_total") } == [
        #"node_network_receive_bytes_total{device="lo"} 1"#,
        #"node_network_receive_bytes_total{device="wlan0"} 10437182923"#,
      ])
    #expect(
      partial.reason
        == "\(host.paths.proc.root)/net/dev: eth0: expected an integer, found '-3'")
  }

  @Test func anAliasBecomesALabel() throws {
    #expect(
      try scrape("--collector.netdev.label-ifalias").prefix(2) == [
        #"node_network_receive_bytes_total{device="lo",ifalias=""} 1"#,
        #"node_network_receive_bytes_total{device="wlan0",ifalias="uplink"} 10437182923"#,
      ])
  }

  @Test func detailedMetricsHaveOtherNames() throws {
    let lines = try scrape(
      "--collector.netdev.enable-detailed-metrics", "--collector.netdev.device-whitelist", "wlan")
    #expect(lines.contains(#"node_network_receive_errors_total{device="wlan0"} 2"#))
    #expect(lines.contains(#"node_network_transmit_dropped_total{device="wlan0"} 9"#))
    #expect(!lines.contains { $0.contains("_errs_total") || $0.contains("_drop_total") })
  }

  @Test func refusesIncludeAndExcludeTogether() {
    #expect(throws: FlagError.self) {
      try NetdevCollector(
        HostPaths(),
        .parse([
          "--collector.netdev.device-include", "a", "--collector.netdev.device-exclude", "b",
        ]))
    }
  }

  /// What stands still on the loopback device is the same from both sources, and `nohandler` is
  /// known only to netlink.
  @Test func netlinkAndTheFileAgree() throws {
    let include = ["--collector.netdev.device-include", "^lo$"]
    let netlink = samples(try exposition(of: NetdevCollector(HostPaths(), .parse(include))))
    let file = samples(
      try exposition(
        of: NetdevCollector(
          HostPaths(), .parse(["--no-collector.netdev.netlink"] + include))))
    func still(_ lines: [String]) -> [String] {
      lines.filter { !$0.contains("bytes") && !$0.contains("packets") }
    }
    #expect(netlink.count == 17)
    #expect(
      still(netlink).filter { !$0.contains("nohandler") } == still(file))
  }

  @Test func twoScrapesOverNetlinkHaveTheSameSeries() throws {
    let collector = try NetdevCollector(HostPaths(), .parse(["--collector.netdev.address-info"]))
    func series() throws -> [Substring] {
      samples(try exposition(of: collector)).map { $0.prefix { $0 != " " } }
    }
    let first = try series()
    #expect(
      first.contains(
        #"node_network_address_info{address="127.0.0.1",device="lo",netmask="8",scope="link-local"}"#
      ))
    #expect(try series() == first)
  }

  @Test func countersThatTheFileSumsAreSummed() {
    var bytes: [UInt8] = []
    for value in 0..<24 { bytes += [UInt8(value), 0, 0, 0, 0, 0, 0, 0] }
    let traffic = NetworkTraffic(stats64: bytes.span)
    let sums = Dictionary(
      uniqueKeysWithValues: NetworkTraffic.netlinkFamilies.map {
        ($0.name, traffic.sum(of: $0.columns))
      })
    #expect(sums["node_network_receive_drop_total"] == 6 + 15)
    #expect(sums["node_network_receive_frame_total"] == 10 + 11 + 12 + 13)
    #expect(sums["node_network_transmit_carrier_total"] == 16 + 17 + 19 + 20)
    #expect(sums["node_network_transmit_bytes_total"] == 3)
  }
}
