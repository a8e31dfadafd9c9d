import CLinux
import Glibc
import Shared
import Testing

@testable import NodeExporter

@Suite struct NetlinkSocketTests {
  /// The names of the network devices, asked for over `connection`.
  private func links(_ connection: NetlinkConnection) throws -> [String] {
    try connection.dump(
      type: UInt16(RTM_GETLINK), body: [UInt8](repeating: 0, count: MemoryLayout<ifinfomsg>.size),
      into: []
    ) { names, type, payload in
      guard type == UInt16(RTM_NEWLINK) else { return }
      var attributes = NetlinkAttributes(payload, after: MemoryLayout<ifinfomsg>.size)
      while let attribute = attributes.next() {
        if attribute.type == UInt16(IFLA_IFNAME) { names.append(attribute.string) }
      }
    }
  }

  @Test func dumpsATableAgainAndAgainOverOneSocket() throws {
    let connection = NetlinkConnection(NETLINK_ROUTE)
    #expect(try links(connection).contains("lo"))
    #expect(try links(connection).contains("lo"))
  }

  @Test func aCallersErrorLeavesTheConnectionUsable() throws {
    struct Stop: Error {}
    let connection = NetlinkConnection(NETLINK_ROUTE)
    #expect(throws: Stop.self) {
      try connection.dump(
        type: UInt16(RTM_GETLINK), body: [UInt8](repeating: 0, count: 16), into: ()
      ) { _, _, _ in throw Stop() }
    }
    #expect(try links(connection).contains("lo"))
  }

  @Test func aRequestThatTheKernelRefusesIsAnError() throws {
    let connection = NetlinkConnection(NETLINK_ROUTE)
    #expect(throws: SystemError("dump from", "netlink protocol 0", code: EOPNOTSUPP)) {
      try connection.dump(type: 0x7FFE, body: [0, 0, 0, 0], into: ()) { _, _, _ in }
    }
  }

  @Test func aProtocolThatDoesNotExistIsAnError() {
    #expect(throws: SystemError("socket", "netlink protocol 31", code: EPROTONOSUPPORT)) {
      try NetlinkConnection(31).dump(type: 0, body: [], into: ()) { _, _, _ in }
    }
  }
}
