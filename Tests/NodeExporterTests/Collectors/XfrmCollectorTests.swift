import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct XfrmCollectorTests {
  @Test func namesFamiliesAfterTheKernelsCounters() throws {
    let host = try HostFixture(proc: [
      "net/xfrm_stat": """
      XfrmInError             \t4294967295
      XfrmInStateSeqError     \t2
      XfrmFwdHdrError         \t0

      """
    ])
    #expect(
      try exposition(of: XfrmCollector(host.paths)) == """
        # HELP node_xfrm_in_error_packets_total Packets dropped, counted as InError.
        # TYPE node_xfrm_in_error_packets_total counter
        node_xfrm_in_error_packets_total 4294967295
        # HELP node_xfrm_in_state_seq_error_packets_total Packets dropped, counted as InStateSeqError.
        # TYPE node_xfrm_in_state_seq_error_packets_total counter
        node_xfrm_in_state_seq_error_packets_total 2
        # HELP node_xfrm_fwd_hdr_error_packets_total Packets dropped, counted as FwdHdrError.
        # TYPE node_xfrm_fwd_hdr_error_packets_total counter
        node_xfrm_fwd_hdr_error_packets_total 0

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: XfrmCollector(host.paths))
    }
  }
}
