import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct SwapCollectorTests {
  @Test func writesEachPlace() throws {
    let host = try HostFixture(proc: [
      "swaps": """
      Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority
      /dev/zram0                              partition\t8388604\t\t76\t\t100
      /swap\\040file                            file\t\t1024\t\t0\t\t-2

      """
    ])
    #expect(
      try exposition(of: SwapCollector(host.paths)) == """
        # HELP node_swap_size_bytes How much a place can hold.
        # TYPE node_swap_size_bytes gauge
        node_swap_size_bytes{device="/dev/zram0",swap_type="partition"} 8589930496
        node_swap_size_bytes{device="/swap file",swap_type="file"} 1048576
        # HELP node_swap_used_bytes How much a place holds.
        # TYPE node_swap_used_bytes gauge
        node_swap_used_bytes{device="/dev/zram0",swap_type="partition"} 77824
        node_swap_used_bytes{device="/swap file",swap_type="file"} 0
        # HELP node_swap_priority Places of a higher priority are filled first.
        # TYPE node_swap_priority gauge
        node_swap_priority{device="/dev/zram0",swap_type="partition"} 100
        node_swap_priority{device="/swap file",swap_type="file"} -2

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: SwapCollector(host.paths))
    }
  }
}
