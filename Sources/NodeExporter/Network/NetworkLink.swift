import CLinux
import Shared

/// The request for all network devices.
enum NetworkLinks {
  /// `struct ifinfomsg` and the wish to be spared the statistics of IPv6, which take the kernel
  /// longer than all the rest.
  static let request: [UInt8] = {
    var body = [UInt8](repeating: 0, count: MemoryLayout<ifinfomsg>.size)
    body += unsafe withUnsafeBytes(of: UInt16(8)) { unsafe Array($0) }
    body += unsafe withUnsafeBytes(of: UInt16(IFLA_EXT_MASK)) { unsafe Array($0) }
    body += unsafe withUnsafeBytes(of: UInt32(RTEXT_FILTER_SKIP_STATS)) { unsafe Array($0) }
    return body
  }()
}

/// A network device, as the kernel describes it over netlink.
struct NetworkLink {
  var index: UInt32
  var protocolType: UInt16
  var flags: UInt32
  var name = ""
  var address = ""
  var broadcast = ""
  var alias = ""
  var alternativeNames: [String] = []
  var mtu: UInt32?
  /// The device below this one; the kernel leaves it out where it is the same.
  var link: UInt32?
  var queueLength: UInt32?
  var group: UInt32?
  var mode: UInt8?
  var operstate = "unknown"
  var carrier: UInt8?
  var carrierChanges: UInt32?
  var carrierUpChanges: UInt32?
  var carrierDownChanges: UInt32?
  var traffic: NetworkTraffic?

  private static let operstates = [
    "unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up",
  ]

  /// Reads the payload of an `RTM_NEWLINK`.
  init?(_ payload: Span<UInt8>) {
    // struct ifinfomsg: family, type at byte 2, index at 4, flags at 8.
    guard let protocolType = payload.load(UInt16.self, at: 2),
      let index = payload.load(UInt32.self, at: 4), let flags = payload.load(UInt32.self, at: 8),
      payload.count >= MemoryLayout<ifinfomsg>.size
    else { return nil }
    self.index = index
    self.protocolType = protocolType
    self.flags = flags
    var attributes = NetlinkAttributes(payload, after: MemoryLayout<ifinfomsg>.size)
    while let attribute = attributes.next() { take(attribute) }
    if name.isEmpty { return nil }
  }

  private mutating func take(_ attribute: NetlinkAttributes.Attribute) {
    let value = attribute.value
    switch Int(attribute.type) {
    case IFLA_IFNAME: name = attribute.string
    case IFLA_ADDRESS: address = Self.hardwareAddress(value)
    case IFLA_BROADCAST: broadcast = Self.hardwareAddress(value)
    case IFLA_IFALIAS: alias = attribute.string
    case IFLA_MTU: mtu = value.load(UInt32.self, at: 0)
    case IFLA_LINK: link = value.load(UInt32.self, at: 0)
    case IFLA_TXQLEN: queueLength = value.load(UInt32.self, at: 0)
    case IFLA_GROUP: group = value.load(UInt32.self, at: 0)
    case IFLA_LINKMODE: mode = value.load(UInt8.self, at: 0)
    case IFLA_CARRIER: carrier = value.load(UInt8.self, at: 0)
    case IFLA_CARRIER_CHANGES: carrierChanges = value.load(UInt32.self, at: 0)
    case IFLA_CARRIER_UP_COUNT: carrierUpChanges = value.load(UInt32.self, at: 0)
    case IFLA_CARRIER_DOWN_COUNT: carrierDownChanges = value.load(UInt32.self, at: 0)
    case IFLA_OPERSTATE:
      let state = Int(value.load(UInt8.self, at: 0) ?? 0)
      if Self.operstates.indices.contains(state) { operstate = Self.operstates[state] }
    case IFLA_STATS64: traffic = NetworkTraffic(stats64: value)
    case IFLA_STATS where traffic == nil: traffic = NetworkTraffic(stats32: value)
    case IFLA_PROP_LIST:
      var properties = NetlinkAttributes(value)
      while let property = properties.next() {
        guard property.type == UInt16(IFLA_ALT_IFNAME) else { continue }
        alternativeNames.append(property.string)
      }
    default: break
    }
  }

  static func hardwareAddress(_ bytes: Span<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for index in bytes.indices {
      if index > 0 { text.append(UInt8(ascii: ":")) }
      text.append(digits[Int(bytes[index] >> 4)])
      text.append(digits[Int(bytes[index] & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
