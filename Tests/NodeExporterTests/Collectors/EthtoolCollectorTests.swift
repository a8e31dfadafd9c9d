import ArgumentParser
import Glibc
import Shared
import TestSupport
import Testing

@testable import NodeExporter

/// Drivers that say what a test wants.
struct RecordedEthtool: EthtoolSource {
  var drivers: [String: EthtoolDriver] = [:]
  var counts: [String: [EthtoolStatistic]] = [:]
  var links: [String: EthtoolLink] = [:]

  func driver(of device: String) throws(SystemError) -> EthtoolDriver {
    guard let driver = drivers[device] else { throw Self.refusal(device) }
    return driver
  }

  func statistics(of device: String) throws(SystemError) -> [EthtoolStatistic] {
    guard let counts = counts[device] else { throw Self.refusal(device) }
    return counts
  }

  func link(of device: String) throws(SystemError) -> EthtoolLink {
    guard let link = links[device] else { throw Self.refusal(device) }
    return link
  }

  private static func refusal(_ device: String) -> SystemError {
    SystemError("ask ethtool of", device, code: device == "ill" ? EIO : EOPNOTSUPP)
  }
}

@Suite struct EthtoolCollectorTests {
  private func scrape(_ devices: [String], _ flags: [String]) throws -> PartialExposition {
    let source = RecordedEthtool(
      drivers: [
        "eth0": EthtoolDriver(
          name: "e1000e", version: "5.11", firmware: "0.5-4", bus: "0000:00:1f.6", expansionROM: "")
      ],
      counts: [
        "eth0": [
          EthtoolStatistic(name: "rx_packets", value: 7),
          EthtoolStatistic(name: "tx-0.bytes", value: 8),
          EthtoolStatistic(name: "tx_0_bytes", value: 9),
        ]
      ],
      links: [
        "eth0": EthtoolLink(
          isNegotiating: true, supported: .init(words: [1 << 5 | 1 << 6 | 1 << 7, 1 << 15]),
          advertised: .init(words: [1 << 4 | 1 << 13]))
      ])
    var files: [String: String] = [:]
    for device in devices { files["class/net/\(device)/mtu"] = "1500\n" }
    let host = try HostFixture(sys: files)
    return try PartialExposition(of: EthtoolCollector(host.paths, .parse(flags), asking: source))
  }

  @Test func writesWhatDriversSay() throws {
    let page = try scrape(["eth0", "lo"], [])
    #expect(page.reason == nil)
    #expect(
      samples(page.text) == [
        #"node_ethtool_info{bus_info="0000:00:1f.6",device="eth0",driver="e1000e",expansion_rom_version="",firmware_version="0.5-4",version="5.11"} 1"#,
        #"node_ethtool_received_packets_total{device="eth0"} 7"#,
        #"node_ethtool_transmitted_0_bytes{device="eth0"} 8"#,
        #"node_network_supported_port_info{device="eth0",type="TP"} 1"#,
        #"node_network_supported_speed_bytes{device="eth0",duplex="full",mode="1000baseT"} 125000000"#,
        #"node_network_supported_speed_bytes{device="eth0",duplex="full",mode="2500baseT"} 312500000"#,
        #"node_network_advertised_speed_bytes{device="eth0",duplex="half",mode="1000baseT"} 125000000"#,
        #"node_network_autonegotiate_supported{device="eth0"} 1"#,
        #"node_network_autonegotiate_advertised{device="eth0"} 0"#,
        #"node_network_pause_supported{device="eth0"} 0"#,
        #"node_network_pause_advertised{device="eth0"} 1"#,
        #"node_network_asymmetricpause_supported{device="eth0"} 0"#,
        #"node_network_asymmetricpause_advertised{device="eth0"} 0"#,
        #"node_network_autonegotiate{device="eth0"} 1"#,
      ])
  }

  @Test func filtersWhatIsExposed() throws {
    let page = try scrape(["eth0"], ["--collector.ethtool.metrics-include", "^rx_"])
    #expect(
      samples(page.text).filter { $0.hasPrefix("node_ethtool") }.dropFirst() == [
        #"node_ethtool_received_packets_total{device="eth0"} 7"#
      ])
    let none = try scrape(["eth0"], ["--collector.ethtool.device-exclude", "eth"])
    #expect(none.text.isEmpty)
  }

  @Test func aSickDriverCostsItsOwnSeries() throws {
    let page = try scrape(["ill", "eth0"], [])
    #expect(page.reason == "ask ethtool of ill: Input/output error")
    #expect(page.text.contains(#"node_ethtool_received_packets_total{device="eth0"} 7"#))
  }

  @Test(arguments: [
    ("rx_bytes", "received_bytes"), ("port.rx_dropped", "port_received_dropped"),
    ("rx0_drops", "rx0_drops"), ("tx_tx_timeouts", "transmitted_tx_timeouts"),
    ("  Rx Queue[0]: p99", "received_queue_0_p99"), ("_x", "x"), ("", ""), ("é", ""),
  ])
  func makesNamesOfTheDriversNames(name: String, stem: String) {
    #expect(EthtoolFamilies.stem(name) == stem)
  }

  /// The loopback device has no driver that would tell, and every machine has one.
  @Test func asksTheKernel() throws {
    #expect(throws: SystemError.self) { try EthtoolSocket().link(of: "vigie-none") }
    _ = try PartialExposition(of: EthtoolCollector(HostPaths(), .parse([])))
  }
}
