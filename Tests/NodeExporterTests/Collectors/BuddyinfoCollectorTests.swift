import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct BuddyinfoCollectorTests {
  @Test func writesBlocksByNodeZoneAndSize() throws {
    let host = try HostFixture(proc: [
      "buddyinfo": """
      Node 0, zone      DMA      1      0
      Node 1, zone   Normal   4381   17

      """
    ])
    #expect(
      try exposition(of: BuddyinfoCollector(host.paths)) == """
        # HELP node_buddyinfo_blocks Free blocks of 2 to the power of size pages, by memory node and zone.
        # TYPE node_buddyinfo_blocks gauge
        node_buddyinfo_blocks{node="0",size="0",zone="DMA"} 1
        node_buddyinfo_blocks{node="0",size="1",zone="DMA"} 0
        node_buddyinfo_blocks{node="1",size="0",zone="Normal"} 4381
        node_buddyinfo_blocks{node="1",size="1",zone="Normal"} 17

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: BuddyinfoCollector(host.paths))
    }
  }
}
