import CLinux
import Glibc
import Shared

/// Devices of wireless networks, from the kernel over netlink.
struct WifiCollector: Collector {
  let name = "wifi"
  private let tables: any NetlinkTables

  init(asking tables: any NetlinkTables = NetlinkConnection(NETLINK_GENERIC)) {
    self.tables = tables
  }

  func collect(into metrics: inout MetricWriter) throws {
    guard let type = try GenericNetlink.type(of: "nl80211", tables) else {
      throw Absent("nl80211, which the kernel has with its first wireless device")
    }
    let devices: [WirelessDevice] = try tables.dump(
      type: type, body: GenericNetlink.request(NL80211_CMD_GET_INTERFACE.rawValue), into: []
    ) { devices, _, payload in
      if let device = WirelessDevice(payload) { devices.append(device) }
    }
    var losses = Losses()
    var groups = FamilyGroups()
    for device in devices {
      if let frequency = device.frequency {
        groups.append(
          Self.frequency, UInt64(frequency) * 1_000_000, Labels([Label("device", device.name)]))
      }
      losses.noting { try writeNetworks(of: device, type, into: &groups) }
      losses.noting { try writeStations(of: device, type, into: &groups) }
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  private func writeNetworks(
    of device: WirelessDevice, _ type: UInt16, into groups: inout FamilyGroups
  ) throws {
    for network in try ask(
      NL80211_CMD_GET_SCAN.rawValue, of: device, type, { WirelessNetwork($0) })
    {
      groups.append(
        Self.info, true,
        Labels([
          Label("bssid", network.bssid), Label("device", device.name), Label("mode", network.mode),
          Label("ssid", network.ssid),
        ]))
    }
  }

  private func writeStations(
    of device: WirelessDevice, _ type: UInt16, into groups: inout FamilyGroups
  ) throws {
    for station in try ask(
      NL80211_CMD_GET_STATION.rawValue, of: device, type, { WirelessStation($0) })
    {
      let labels = Labels([
        Label("device", device.name), Label("mac_address", station.address),
      ])
      func append(_ header: FamilyHeader, _ value: (some MetricValue)?) {
        if let value { groups.append(header, value, labels) }
      }
      append(Self.connected, station.connected)
      append(Self.inactive, station.inactive.map { FixedPoint($0, decimals: 3) })
      append(Self.receiveRate, station.receiveRate)
      append(Self.sendRate, station.sendRate)
      append(Self.receivedBytes, station.receivedBytes)
      append(Self.sentBytes, station.sentBytes)
      append(Self.receivedPackets, station.receivedPackets)
      append(Self.sentPackets, station.sentPackets)
      append(Self.signal, station.signal.map { Int($0) })
      append(Self.retries, station.retries)
      append(Self.failures, station.failures)
      append(Self.beaconLoss, station.beaconLoss)
    }
  }

  /// - Returns: Nothing where a device of its kind has no such thing.
  private func ask<Answer>(
    _ command: UInt32, of device: WirelessDevice, _ type: UInt16,
    _ read: (Span<UInt8>) -> Answer?
  ) throws -> [Answer] {
    do {
      return try tables.dump(
        type: type,
        body: GenericNetlink.request(
          command, attributes: [(NL80211_ATTR_IFINDEX.rawValue, .native(device.index))]),
        into: []
      ) { answers, _, payload in
        if let answer = read(payload) { answers.append(answer) }
      }
    } catch let error as SystemError
      where error.isNotFound || error.code == EOPNOTSUPP || error.code == EINVAL
    {
      return []
    }
  }
}

// MARK: - Families

extension WifiCollector {
  private static func gauge(_ stem: String, _ help: String) -> FamilyHeader {
    FamilyHeader("node_wifi_\(stem)", .gauge, help)
  }

  private static func counter(_ stem: String, _ help: String) -> FamilyHeader {
    FamilyHeader("node_wifi_station_\(stem)_total", .counter, help)
  }

  private static let frequency = gauge(
    "interface_frequency_hertz", "The frequency that a device sends at.")
  private static let info = gauge("station_info", "The network that a device is in, always 1.")
  private static let connected = counter(
    "connected_seconds", "Seconds since the station was connected.")
  private static let inactive = gauge(
    "station_inactive_seconds", "Seconds since something was heard of the station.")
  private static let receiveRate = gauge(
    "station_receive_bits_per_second", "Speed of receiving from the station.")
  private static let sendRate = gauge(
    "station_transmit_bits_per_second", "Speed of sending to the station.")
  private static let receivedBytes = counter("receive_bytes", "Bytes received from the station.")
  private static let sentBytes = counter("transmit_bytes", "Bytes sent to the station.")
  private static let receivedPackets = counter(
    "received_packets", "Packets received from the station.")
  private static let sentPackets = counter("transmitted_packets", "Packets sent to the station.")
  private static let signal = gauge("station_signal_dbm", "Strength of the signal, in dBm.")
  private static let retries = counter("transmit_retries", "Packets that were sent again.")
  private static let failures = counter("transmit_failed", "Packets that could not be sent.")
  private static let beaconLoss = counter("beacon_loss", "Times that beacons were missed.")
}
