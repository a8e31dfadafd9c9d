import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct FibreChannelCollectorTests {
  @Test func readsHexadecimalAndLeavesOutWhatIsNotCounted() throws {
    let host = try HostFixture(sys: [
      "class/fc_host/host0/statistics/dumped_frames": "0xffffffffffffffff\n",
      "class/fc_host/host0/statistics/fcp_packet_aborts": "0x13\n",
      "class/fc_host/host0/port_name": "0x1000e0071bce95f2\n",
      "class/fc_host/host0/port_state": "Online\n",
      "class/fc_host/host0/symbolic_name": "An adapter\n",
    ])
    #expect(
      try exposition(of: FibreChannelCollector(host.paths)) == """
        # HELP node_fibrechannel_info What an adapter is, always 1.
        # TYPE node_fibrechannel_info gauge
        node_fibrechannel_info{fc_host="host0",port_name="1000e0071bce95f2",port_state="Online",symbolic_name="An adapter"} 1
        # HELP node_fibrechannel_fcp_packet_aborts_total Packets that were given up.
        # TYPE node_fibrechannel_fcp_packet_aborts_total counter
        node_fibrechannel_fcp_packet_aborts_total{fc_host="host0"} 19

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: FibreChannelCollector(host.paths))
    }
  }
}
