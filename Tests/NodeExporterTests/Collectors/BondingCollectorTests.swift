import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct BondingCollectorTests {
  @Test func countsLinesThatAreUp() throws {
    let host = try HostFixture(sys: [
      "class/net/bonding_masters": "bond0 int\n",
      "class/net/bond0/bonding/slaves": "\n",
      "class/net/int/bonding/slaves": "eth5 eth1\n",
      "class/net/int/lower_eth1/bonding_slave/mii_status": "down\n",
      "class/net/int/slave_eth5/bonding_slave/mii_status": "up\n",
    ])
    #expect(
      try exposition(of: BondingCollector(host.paths)) == """
        # HELP node_bonding_slaves Devices that a bond consists of.
        # TYPE node_bonding_slaves gauge
        node_bonding_slaves{master="bond0"} 0
        node_bonding_slaves{master="int"} 2
        # HELP node_bonding_active Devices of a bond that have a line.
        # TYPE node_bonding_active gauge
        node_bonding_active{master="bond0"} 0
        node_bonding_active{master="int"} 1

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: BondingCollector(host.paths))
    }
  }
}
