import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct NFSCollectorTests {
  @Test func writesCallsByProcedure() throws {
    let host = try HostFixture(proc: [
      "net/rpc/nfs": """
      net 70 70 69 45
      rpc 1218785755 374636 1218815394
      proc2 18 16 57 74 52 71 73 45 86 0 52 83 61 17 53 50 23 70 82

      """
    ])
    #expect(
      try exposition(of: NFSCollector(host.paths)) == """
        # HELP node_nfs_packets_total Packets, by protocol.
        # TYPE node_nfs_packets_total counter
        node_nfs_packets_total{protocol="udp"} 70
        node_nfs_packets_total{protocol="tcp"} 69
        # HELP node_nfs_connections_total Connections over TCP.
        # TYPE node_nfs_connections_total counter
        node_nfs_connections_total 45
        # HELP node_nfs_rpcs_total Calls to servers.
        # TYPE node_nfs_rpcs_total counter
        node_nfs_rpcs_total 1218785755
        # HELP node_nfs_rpc_retransmissions_total Calls that were sent again.
        # TYPE node_nfs_rpc_retransmissions_total counter
        node_nfs_rpc_retransmissions_total 374636
        # HELP node_nfs_rpc_authentication_refreshes_total Times that authentication was renewed.
        # TYPE node_nfs_rpc_authentication_refreshes_total counter
        node_nfs_rpc_authentication_refreshes_total 1218815394
        # HELP node_nfs_requests_total Calls by procedure.
        # TYPE node_nfs_requests_total counter
        node_nfs_requests_total{method="Null",proto="2"} 16
        node_nfs_requests_total{method="GetAttr",proto="2"} 57
        node_nfs_requests_total{method="SetAttr",proto="2"} 74
        node_nfs_requests_total{method="Root",proto="2"} 52
        node_nfs_requests_total{method="Lookup",proto="2"} 71
        node_nfs_requests_total{method="ReadLink",proto="2"} 73
        node_nfs_requests_total{method="Read",proto="2"} 45
        node_nfs_requests_total{method="WrCache",proto="2"} 86
        node_nfs_requests_total{method="Write",proto="2"} 0
        node_nfs_requests_total{method="Create",proto="2"} 52
        node_nfs_requests_total{method="Remove",proto="2"} 83
        node_nfs_requests_total{method="Rename",proto="2"} 61
        node_nfs_requests_total{method="Link",proto="2"} 17
        node_nfs_requests_total{method="SymLink",proto="2"} 53
        node_nfs_requests_total{method="MkDir",proto="2"} 50
        node_nfs_requests_total{method="RmDir",proto="2"} 23
        node_nfs_requests_total{method="ReadDir",proto="2"} 70
        node_nfs_requests_total{method="FsStat",proto="2"} 82

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: NFSCollector(host.paths))
    }
  }
}
