import CLinux
import Glibc
import Shared
import TestSupport
import Testing

@testable import NodeExporter

/// What `nl80211` tells of two devices: one that has joined a network, and one that does nothing.
let recordedWireless: RecordedNetlink = {
  func attribute(_ type: UInt32, _ value: [UInt8]) -> (type: Int, value: [UInt8]) {
    (Int(type), value)
  }
  let generic: [UInt8] = [0, 1, 0, 0]
  let family = message(
    generic,
    [(CTRL_ATTR_FAMILY_NAME, zeroed("nl80211")), (CTRL_ATTR_FAMILY_ID, .native(UInt16(30)))])
  let device = message(
    generic,
    [
      attribute(NL80211_ATTR_IFINDEX.rawValue, .native(UInt32(3))),
      attribute(NL80211_ATTR_IFNAME.rawValue, zeroed("wlan0")),
      attribute(NL80211_ATTR_WIPHY_FREQ.rawValue, .native(UInt32(2412))),
    ])
  let idle = message(
    generic,
    [
      attribute(NL80211_ATTR_IFINDEX.rawValue, .native(UInt32(4))),
      attribute(NL80211_ATTR_IFNAME.rawValue, zeroed("wlan1")),
    ])
  let bss = message(
    [],
    [
      attribute(NL80211_BSS_BSSID.rawValue, [0, 0x11, 0x22, 0x33, 0x44, 0x55]),
      attribute(NL80211_BSS_INFORMATION_ELEMENTS.rawValue, [1, 1, 9, 0, 5] + Array("Vigie".utf8)),
      attribute(
        NL80211_BSS_STATUS.rawValue, .native(UInt32(NL80211_BSS_STATUS_ASSOCIATED.rawValue))),
    ])
  let network = message(generic, [attribute(NL80211_ATTR_BSS.rawValue, bss)])
  let neighbour = message(
    generic,
    [
      attribute(
        NL80211_ATTR_BSS.rawValue,
        message([], [attribute(NL80211_BSS_BSSID.rawValue, [9, 9, 9, 9, 9, 9])]))
    ])
  let numbers: [(UInt32, UInt32)] = [
    (NL80211_STA_INFO_CONNECTED_TIME.rawValue, 30), (NL80211_STA_INFO_INACTIVE_TIME.rawValue, 400),
    (NL80211_STA_INFO_RX_BYTES.rawValue, 1), (NL80211_STA_INFO_RX_PACKETS.rawValue, 11),
    (NL80211_STA_INFO_TX_PACKETS.rawValue, 12), (NL80211_STA_INFO_TX_RETRIES.rawValue, 20),
    (NL80211_STA_INFO_TX_FAILED.rawValue, 4), (NL80211_STA_INFO_BEACON_LOSS.rawValue, 2),
    (NL80211_STA_INFO_TX_BYTES.rawValue, 99),
  ]
  let station = message(
    generic,
    [
      attribute(NL80211_ATTR_MAC.rawValue, [0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff]),
      attribute(
        NL80211_ATTR_STA_INFO.rawValue,
        message(
          [],
          numbers.map { attribute($0, .native($1)) } + [
            attribute(NL80211_STA_INFO_RX_BYTES64.rawValue, .native(UInt64(1) << 34)),
            attribute(NL80211_STA_INFO_SIGNAL.rawValue, [UInt8(bitPattern: -52)]),
            attribute(
              NL80211_STA_INFO_RX_BITRATE.rawValue,
              message([], [attribute(NL80211_RATE_INFO_BITRATE.rawValue, .native(UInt16(1280)))])),
            attribute(
              NL80211_STA_INFO_TX_BITRATE.rawValue,
              message(
                [],
                [
                  attribute(NL80211_RATE_INFO_BITRATE.rawValue, .native(UInt16(0))),
                  attribute(NL80211_RATE_INFO_BITRATE32.rawValue, .native(UInt32(70000))),
                ])),
          ])),
    ])
  return RecordedNetlink(
    answers: [
      UInt16(GENL_ID_CTRL): [UInt8(CTRL_CMD_GETFAMILY): [family]],
      30: [
        UInt8(NL80211_CMD_GET_INTERFACE.rawValue): [device, idle],
        UInt8(NL80211_CMD_GET_SCAN.rawValue): [neighbour, network],
        UInt8(NL80211_CMD_GET_STATION.rawValue): [station],
      ],
    ], type: 30)
}()

@Suite struct WifiCollectorTests {
  @Test func writesDevicesAndStations() throws {
    let labels = #"device="wlan0",mac_address="aa:bb:cc:dd:ee:ff""#
    let lines = samples(try exposition(of: WifiCollector(asking: recordedWireless)))
    #expect(
      lines.filter { !$0.contains("wlan1") } == [
        #"node_wifi_interface_frequency_hertz{device="wlan0"} 2412000000"#,
        #"node_wifi_station_info{bssid="00:11:22:33:44:55",device="wlan0",mode="client",ssid="Vigie"} 1"#,
        "node_wifi_station_connected_seconds_total{\(labels)} 30",
        "node_wifi_station_inactive_seconds{\(labels)} 0.4",
        "node_wifi_station_receive_bits_per_second{\(labels)} 128000000",
        "node_wifi_station_transmit_bits_per_second{\(labels)} 7000000000",
        "node_wifi_station_receive_bytes_total{\(labels)} 17179869184",
        "node_wifi_station_transmit_bytes_total{\(labels)} 99",
        "node_wifi_station_received_packets_total{\(labels)} 11",
        "node_wifi_station_transmitted_packets_total{\(labels)} 12",
        "node_wifi_station_signal_dbm{\(labels)} -52",
        "node_wifi_station_transmit_retries_total{\(labels)} 20",
        "node_wifi_station_transmit_failed_total{\(labels)} 4",
        "node_wifi_station_beacon_loss_total{\(labels)} 2",
      ])
    // Nobody knows where a device sends that does not.
    #expect(!lines.contains { $0.hasPrefix("node_wifi_interface_frequency_hertz{device=\"wlan1") })
  }

  @Test func isAbsentWhereTheKernelHasNone() throws {
    let none = RecordedNetlink(answers: [:], type: 0)
    #expect(throws: Absent.self) { try exposition(of: WifiCollector(asking: none)) }
  }
}
