import CLinux
import Glibc
import Shared

/// A way to other networks, as the kernel describes it over netlink: a line of `ip route`.
struct NetworkRoute: Equatable {
  /// Where a packet goes next; a route has several when they share the load.
  struct Hop: Equatable {
    var device: UInt32 = 0
    var gateway = ""
    /// How much of the load, where there are several.
    var weight: Int?
  }

  private(set) var source = ""
  /// `10.0.0.0/8`, or `default`.
  private(set) var destination = ""
  private(set) var priority: UInt32 = 0
  /// Who made it.
  let proto: String
  private(set) var hops: [Hop] = []
  private let family: CInt

  /// The request for all routes: an empty `struct rtmsg`.
  static let request = [UInt8](repeating: 0, count: 12)

  /// Reads the payload of an `RTM_NEWROUTE`; `nil` is a route to no other machine.
  init?(_ payload: Span<UInt8>) {
    // struct rtmsg: family, bits of destination and of source, tos, table, protocol, scope, type.
    guard payload.count >= Self.request.count, payload[7] == UInt8(RTN_UNICAST) else {
      return nil
    }
    family = CInt(payload[0])
    proto = Self.protocols[payload[5]] ?? "unknown"
    let bits = payload[1]
    var address: [UInt8] = []
    var hop = Hop()
    var attributes = NetlinkAttributes(payload, after: Self.request.count)
    while let attribute = attributes.next() {
      let value = attribute.value
      switch Int(attribute.type) {
      case Int(RTA_DST.rawValue): address = [UInt8](value)
      case Int(RTA_PREFSRC.rawValue):
        source = NetworkAddress.text([UInt8](value), family) ?? ""
      case Int(RTA_OIF.rawValue): hop.device = value.load(UInt32.self, at: 0) ?? 0
      case Int(RTA_GATEWAY.rawValue):
        hop.gateway = NetworkAddress.text([UInt8](value), family) ?? ""
      case Int(RTA_PRIORITY.rawValue): priority = value.load(UInt32.self, at: 0) ?? 0
      case Int(RTA_MULTIPATH.rawValue): takeHops(value)
      default: break
      }
    }
    if hops.isEmpty { hops = [hop] }
    if bits == 0 {
      destination = "default"
    } else {
      guard let text = NetworkAddress.text(address, family) else { return nil }
      destination = "\(text)/\(bits)"
    }
  }

  /// Reads structures of `rtnexthop`: length, flags, weight less one, device at byte 4; attributes
  /// follow each.
  private mutating func takeHops(_ value: Span<UInt8>) {
    let size = 8
    var rest = value
    while let length = rest.load(UInt16.self, at: 0), length >= size, length <= rest.count {
      let hop = rest.extracting(first: Int(length))
      var next = Hop(
        device: hop.load(UInt32.self, at: 4) ?? 0, gateway: "", weight: Int(hop[3]) + 1)
      var attributes = NetlinkAttributes(hop, after: size)
      while let attribute = attributes.next() {
        guard Int(attribute.type) == Int(RTA_GATEWAY.rawValue) else { continue }
        next.gateway = NetworkAddress.text([UInt8](attribute.value), family) ?? ""
      }
      hops.append(next)
      rest = rest.extracting(droppingFirst: NetlinkMessages.aligned(Int(length)))
    }
  }

  private static let protocols: [UInt8: String] = [
    0: "unspec", 1: "redirect", 2: "kernel", 3: "boot", 4: "static", 8: "gated", 9: "ra",
    10: "mrt", 11: "zebra", 12: "bird", 13: "dnrouted", 14: "xorp", 15: "ntk", 16: "dhcp",
    17: "mrouted", 42: "babel", 186: "bgp", 187: "isis", 188: "ospf", 189: "rip", 192: "eigrp",
  ]
}
