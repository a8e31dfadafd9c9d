import ArgumentParser
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct ArpCollectorTests {
  private static let arp = """
    IP address       HW type     Flags       HW address            Mask     Device
    192.168.1.4    0x1         0x2         dd:ee:ff:aa:bb:cc     *        eth1
    192.168.1.1    0x1         0x2         cc:aa:dd:ee:aa:bb     *        eth0
    192.168.1.2    0x1         0x2         bb:cc:dd:ee:ff:aa     *        eth0
    10.0.0.1       0x1         0x2         de:ad:be:ef:00:00     *        nope

    """

  private func scrape(_ flags: String...) throws -> [String] {
    let host = try HostFixture(proc: ["net/arp": Self.arp])
    return samples(
      try exposition(
        of: ArpCollector(host.paths, .parse(["--no-collector.arp.netlink"] + flags))))
  }

  @Test func countsTheLinesOfEachDevice() throws {
    #expect(
      try scrape() == [
        #"node_arp_entries{device="eth0"} 2"#, #"node_arp_entries{device="eth1"} 1"#,
        #"node_arp_entries{device="nope"} 1"#,
      ])
  }

  @Test func leavesOutWhatIsExcluded() throws {
    #expect(
      try scrape("--collector.arp.device-exclude", "nope|1$") == [
        #"node_arp_entries{device="eth0"} 2"#
      ])
  }

  @Test func keepsOnlyWhatIsIncluded() throws {
    #expect(
      try scrape("--collector.arp.device-include", "^nope$") == [
        #"node_arp_entries{device="nope"} 1"#
      ])
  }

  /// The kernel's table and its rendering in `/proc/net/arp` are the same neighbours.
  @Test func countsAlikeOverNetlink() throws {
    let netlink = try exposition(of: ArpCollector(HostPaths(), .parse([])))
    let file = try exposition(
      of: ArpCollector(HostPaths(), .parse(["--no-collector.arp.netlink"])))
    #expect(
      samples(netlink).filter { $0.hasPrefix("node_arp_entries") } == samples(file))
  }
}
