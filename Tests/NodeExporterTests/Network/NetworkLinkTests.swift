import CLinux
import Testing

@testable import NodeExporter

@Suite struct NetworkLinkTests {
  /// A message's payload: `struct ifinfomsg` and attributes.
  private func payload(_ attributes: [(type: Int, value: [UInt8])]) -> [UInt8] {
    // Type 1, index 7, flags up and dormant.
    var bytes: [UInt8] = [0, 0, 1, 0, 7, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0]
    for (type, value) in attributes {
      bytes += [UInt8(value.count + 4), 0, UInt8(type), 0] + value
      bytes += [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
    }
    return bytes
  }

  @Test func readsTheAttributesOfADevice() throws {
    let alternative: [UInt8] = [8, 0, UInt8(IFLA_ALT_IFNAME), 0] + "abc".utf8 + [0]
    let bytes = payload([
      (IFLA_IFNAME, Array("eth0".utf8) + [0]), (IFLA_ADDRESS, [0x02, 0xFC, 0, 0, 0, 0x1A]),
      (IFLA_BROADCAST, [0xFF, 0xFF]), (IFLA_IFALIAS, Array("uplink".utf8) + [0]),
      (IFLA_MTU, [0xDC, 5, 0, 0]), (IFLA_OPERSTATE, [6]), (IFLA_LINKMODE, [1]),
      (IFLA_CARRIER, [1]), (IFLA_CARRIER_CHANGES, [3, 0, 0, 0]),
      (IFLA_STATS64, [9, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0]),
      (IFLA_PROP_LIST, alternative),
    ])
    let parsed = NetworkLink(bytes.span)
    let link = try #require(parsed)
    #expect(link.name == "eth0")
    #expect(link.index == 7)
    #expect(link.protocolType == 1)
    #expect(link.flags == 0x20001)
    #expect(link.address == "02:fc:00:00:00:1a")
    #expect(link.broadcast == "ff:ff")
    #expect(link.alias == "uplink")
    #expect(link.mtu == 1500)
    #expect(link.operstate == "up")
    #expect(link.mode == 1)
    #expect(link.carrier == 1)
    #expect(link.carrierChanges == 3)
    #expect(link.carrierUpChanges == nil)
    #expect(link.link == nil)
    #expect(link.alternativeNames == ["abc"])
    #expect(link.traffic?.sum(of: [0, 1]) == 17)
  }

  @Test func aMessageWithoutANameIsNoDevice() {
    for bytes in [payload([(IFLA_MTU, [1, 0, 0, 0])]), [1, 2, 3]] {
      let link = NetworkLink(bytes.span)
      #expect(link == nil)
    }
  }
}
