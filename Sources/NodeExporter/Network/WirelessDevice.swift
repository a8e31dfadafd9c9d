import CLinux
import Glibc
import Shared

/// A device of a wireless network, as `nl80211` describes it.
struct WirelessDevice: Equatable {
  let name: String
  let index: UInt32
  /// Where it sends, in MHz; `nil` while it does not.
  let frequency: UInt32?

  /// Reads what follows the generic header of an `NL80211_CMD_NEW_INTERFACE`; `nil` is a device without
  /// a name, which is none of the network.
  init?(_ payload: Span<UInt8>) {
    var name = ""
    var index: UInt32?
    var frequency: UInt32?
    var attributes = NetlinkAttributes(payload, after: GenericNetlink.headerSize)
    while let attribute = attributes.next() {
      switch UInt32(attribute.type) {
      case NL80211_ATTR_IFNAME.rawValue: name = attribute.string
      case NL80211_ATTR_IFINDEX.rawValue: index = attribute.value.load(UInt32.self, at: 0)
      case NL80211_ATTR_WIPHY_FREQ.rawValue: frequency = attribute.value.load(UInt32.self, at: 0)
      default: break
      }
    }
    guard !name.isEmpty, let index else { return nil }
    self.name = name
    self.index = index
    self.frequency = frequency
  }
}

/// The network that a device has joined.
struct WirelessNetwork: Equatable {
  private(set) var bssid = ""
  private(set) var ssid = ""
  let mode: String

  /// Reads what follows the generic header of an `NL80211_CMD_NEW_SCAN_RESULTS`; `nil` is a network that
  /// is only in reach.
  init?(_ payload: Span<UInt8>) {
    var status: UInt32?
    var attributes = NetlinkAttributes(payload, after: GenericNetlink.headerSize)
    while let attribute = attributes.next() {
      guard UInt32(attribute.type) == NL80211_ATTR_BSS.rawValue else { continue }
      var properties = NetlinkAttributes(attribute.value)
      while let property = properties.next() {
        switch UInt32(property.type) {
        case NL80211_BSS_BSSID.rawValue: bssid = NetworkLink.hardwareAddress(property.value)
        case NL80211_BSS_INFORMATION_ELEMENTS.rawValue: ssid = Self.ssid(property.value)
        case NL80211_BSS_STATUS.rawValue: status = property.value.load(UInt32.self, at: 0)
        default: break
        }
      }
    }
    switch status {
    case nil: return nil
    case NL80211_BSS_STATUS_AUTHENTICATED.rawValue, NL80211_BSS_STATUS_ASSOCIATED.rawValue:
      mode = "client"
    case NL80211_BSS_STATUS_IBSS_JOINED.rawValue: mode = "ad-hoc"
    default: mode = "unknown"
    }
  }

  /// The first of elements that are a number, a length and as many bytes: 0 is the name.
  private static func ssid(_ elements: Span<UInt8>) -> String {
    var index = 0
    while index + 2 <= elements.count {
      let length = Int(elements[index + 1])
      guard index + 2 + length <= elements.count else { return "" }
      if elements[index] == 0 {
        return String(copying: elements.extracting(index + 2..<index + 2 + length))
      }
      index += 2 + length
    }
    return ""
  }
}

/// The other end of a device's connection: an access point, or a device that joined this one.
struct WirelessStation: Equatable {
  private(set) var address = ""
  /// Seconds.
  private(set) var connected: UInt64?
  /// Milliseconds since something was heard of it.
  private(set) var inactive: UInt64?
  private(set) var receivedBytes: UInt64?
  private(set) var sentBytes: UInt64?
  private(set) var receivedPackets: UInt64?
  private(set) var sentPackets: UInt64?
  /// dBm.
  private(set) var signal: Int8?
  private(set) var retries: UInt64?
  private(set) var failures: UInt64?
  private(set) var beaconLoss: UInt64?
  /// Bits per second.
  private(set) var receiveRate: UInt64?
  private(set) var sendRate: UInt64?

  /// Reads what follows the generic header of an `NL80211_CMD_NEW_STATION`.
  init?(_ payload: Span<UInt8>) {
    var attributes = NetlinkAttributes(payload, after: GenericNetlink.headerSize)
    while let attribute = attributes.next() {
      switch UInt32(attribute.type) {
      case NL80211_ATTR_MAC.rawValue: address = NetworkLink.hardwareAddress(attribute.value)
      case NL80211_ATTR_STA_INFO.rawValue: take(NetlinkAttributes(attribute.value))
      default: break
      }
    }
    if address.isEmpty { return nil }
  }

  private mutating func take(_ properties: consuming NetlinkAttributes) {
    while let property = properties.next() {
      let value = property.value
      let number = value.load(UInt32.self, at: 0).map(UInt64.init)
      switch UInt32(property.type) {
      case NL80211_STA_INFO_CONNECTED_TIME.rawValue: connected = number
      case NL80211_STA_INFO_INACTIVE_TIME.rawValue: inactive = number
      // Of old kernels, and the lower half of what new ones have.
      case NL80211_STA_INFO_RX_BYTES.rawValue: receivedBytes = receivedBytes ?? number
      case NL80211_STA_INFO_TX_BYTES.rawValue: sentBytes = sentBytes ?? number
      case NL80211_STA_INFO_RX_BYTES64.rawValue: receivedBytes = value.load(UInt64.self, at: 0)
      case NL80211_STA_INFO_TX_BYTES64.rawValue: sentBytes = value.load(UInt64.self, at: 0)
      case NL80211_STA_INFO_RX_PACKETS.rawValue: receivedPackets = number
      case NL80211_STA_INFO_TX_PACKETS.rawValue: sentPackets = number
      case NL80211_STA_INFO_SIGNAL.rawValue: signal = value.load(Int8.self, at: 0)
      case NL80211_STA_INFO_TX_RETRIES.rawValue: retries = number
      case NL80211_STA_INFO_TX_FAILED.rawValue: failures = number
      case NL80211_STA_INFO_BEACON_LOSS.rawValue: beaconLoss = number
      case NL80211_STA_INFO_RX_BITRATE.rawValue: receiveRate = Self.rate(value)
      case NL80211_STA_INFO_TX_BITRATE.rawValue: sendRate = Self.rate(value)
      default: break
      }
    }
  }

  /// In units of 100 kbit/s; the attribute of 32 bits came later, for rates past what 16 can hold.
  private static func rate(_ value: Span<UInt8>) -> UInt64? {
    var small: UInt16?
    var large: UInt32?
    var attributes = NetlinkAttributes(value)
    while let attribute = attributes.next() {
      switch UInt32(attribute.type) {
      case NL80211_RATE_INFO_BITRATE.rawValue: small = attribute.value.load(UInt16.self, at: 0)
      case NL80211_RATE_INFO_BITRATE32.rawValue: large = attribute.value.load(UInt32.self, at: 0)
      default: break
      }
    }
    return (large ?? small.map(UInt32.init)).map { UInt64($0) * 100_000 }
  }
}
