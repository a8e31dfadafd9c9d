import ArgumentParser
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct NetclassCollectorTests {
  private static let eth0 = [
    "address": "01:01:01:01:01:01\n", "addr_assign_type": "3\n", "broadcast": "ff:ff:ff:ff:ff:ff\n",
    "carrier": "1\n", "carrier_changes": "2\n", "carrier_up_count": "1\n",
    "carrier_down_count": "1\n", "dev_id": "0x20\n", "dormant": "1\n", "duplex": "full\n",
    "flags": "0x1303\n", "ifalias": "up \"link\"\n", "ifindex": "2\n", "iflink": "2\n",
    "link_mode": "1\n", "mtu": "1500\n", "name_assign_type": "2\n", "netdev_group": "0\n",
    "operstate": "up\n", "speed": "1000\n", "tx_queue_len": "1000\n", "type": "1\n",
  ]

  private func scrape(_ flags: String...) throws -> [String] {
    var sys = ["class/net/bonding_masters": "bond0\n"]
    for (file, text) in Self.eth0 { sys["class/net/eth0/\(file)"] = text }
    sys["class/net/lo/operstate"] = "unknown\n"
    sys["class/net/lo/ifindex"] = "1\n"
    sys["class/net/lo/speed"] = "-1\n"
    let host = try HostFixture(sys: sys)
    return samples(try exposition(of: NetclassCollector(host.paths, .parse(flags))))
  }

  @Test func writesWhatADeviceTells() throws {
    #expect(
      try scrape("--collector.netclass.ignored-devices", "^lo$") == [
        #"node_network_up{device="eth0"} 1"#,
        #"node_network_info{address="01:01:01:01:01:01",adminstate="up","#
          + #"broadcast="ff:ff:ff:ff:ff:ff",device="eth0",duplex="full","#
          + #"ifalias="up \"link\"",operstate="up"} 1"#,
        #"node_network_address_assign_type{device="eth0"} 3"#,
        #"node_network_carrier{device="eth0"} 1"#,
        #"node_network_carrier_changes_total{device="eth0"} 2"#,
        #"node_network_carrier_up_changes_total{device="eth0"} 1"#,
        #"node_network_carrier_down_changes_total{device="eth0"} 1"#,
        #"node_network_device_id{device="eth0"} 32"#,
        #"node_network_dormant{device="eth0"} 1"#,
        #"node_network_flags{device="eth0"} 4867"#,
        #"node_network_iface_id{device="eth0"} 2"#,
        #"node_network_iface_link{device="eth0"} 2"#,
        #"node_network_iface_link_mode{device="eth0"} 1"#,
        #"node_network_mtu_bytes{device="eth0"} 1500"#,
        #"node_network_name_assign_type{device="eth0"} 2"#,
        #"node_network_net_dev_group{device="eth0"} 0"#,
        #"node_network_transmit_queue_length{device="eth0"} 1000"#,
        #"node_network_protocol_type{device="eth0"} 1"#,
        #"node_network_speed_bytes{device="eth0"} 125000000"#,
      ])
  }

  @Test func leavesOutWhatADeviceDoesNotTell() throws {
    #expect(
      try scrape("--collector.netclass.ignored-devices", "eth") == [
        #"node_network_up{device="lo"} 0"#,
        #"node_network_info{address="",adminstate="unknown",broadcast="",device="lo",duplex="","#
          + #"ifalias="",operstate="unknown"} 1"#,
        #"node_network_iface_id{device="lo"} 1"#,
        #"node_network_speed_bytes{device="lo"} -125000"#,
      ])
  }

  @Test func anInvalidSpeedCanBeLeftOut() throws {
    let lines = try scrape("--collector.netclass.ignore-invalid-speed")
    #expect(
      lines.filter { $0.hasPrefix("node_network_speed_bytes") } == [
        #"node_network_speed_bytes{device="eth0"} 125000000"#
      ])
  }

  @Test func isAbsentWithoutTheFolder() throws {
    let host = try HostFixture()
    #expect(throws: Absent("\(host.paths.sys.root)/class/net")) {
      try exposition(of: NetclassCollector(host.paths, .parse([])))
    }
  }

  /// What both sources tell of this machine's loopback device is the same, but for the flags, to
  /// which netlink adds what the kernel found out about the line.
  @Test func netlinkAndTheFolderAgree() throws {
    func lo(_ flags: [String]) throws -> Set<String> {
      Set(
        samples(try exposition(of: NetclassCollector(HostPaths(), .parse(flags)))).filter {
          $0.contains(#"device="lo""#) && !$0.hasPrefix("node_network_flags")
        })
    }
    let netlink = try lo(["--collector.netclass.netlink"])
    let folder = try lo([])
    #expect(netlink == folder)
  }

  @Test func whatNetlinkDoesNotTellIsRead() throws {
    let host = try HostFixture(sys: [
      "class/net/lo/addr_assign_type": "3\n", "class/net/lo/dev_id": "0x1f\n",
      "class/net/lo/name_assign_type": "4\n", "class/net/lo/speed": "\(Int.max)\n",
    ])
    let lines = samples(
      try exposition(
        of: NetclassCollector(host.paths, .parse(["--collector.netclass.netlink"]))))
    #expect(
      Set(lines).isSuperset(of: [
        #"node_network_address_assign_type{device="lo"} 3"#,
        #"node_network_device_id{device="lo"} 31"#,
        #"node_network_name_assign_type{device="lo"} 4"#,
        #"node_network_speed_bytes{device="lo"} 1.152921504606847e+24"#,
      ]))
  }

  @Test func netlinkCountsTrafficWhenAsked() throws {
    let lines = samples(
      try exposition(
        of: NetclassCollector(
          HostPaths(),
          .parse(["--collector.netclass.netlink", "--collector.netclass_rtnl.with-stats"]))))
    #expect(
      lines.contains { $0.hasPrefix(#"node_network_receive_missed_errors_total{device="lo"}"#) })
  }
}
