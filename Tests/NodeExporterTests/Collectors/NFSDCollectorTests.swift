import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct NFSDCollectorTests {
  @Test func writesWhatTheServerDid() throws {
    let host = try HostFixture(proc: [
      "net/rpc/nfsd": """
      rc 0 6 18622
      fh 1 0 0 0 0
      io 157286400 72864
      th 8 0 0.000 0.000 0.000
      ra 32 1 1 1 1 1 1 1 1 1 1 7
      net 972 55 917 1
      rpc 18628 3 1 2 0
      wdeleg_getattr 16

      """
    ])
    #expect(
      try exposition(of: NFSDCollector(host.paths)) == """
        # HELP node_nfsd_reply_cache_hits_total Calls that had been answered before.
        # TYPE node_nfsd_reply_cache_hits_total counter
        node_nfsd_reply_cache_hits_total 0
        # HELP node_nfsd_reply_cache_misses_total Calls that were new and whose answer is kept.
        # TYPE node_nfsd_reply_cache_misses_total counter
        node_nfsd_reply_cache_misses_total 6
        # HELP node_nfsd_reply_cache_nocache_total Calls whose answer is not kept.
        # TYPE node_nfsd_reply_cache_nocache_total counter
        node_nfsd_reply_cache_nocache_total 18622
        # HELP node_nfsd_file_handles_stale_total Handles of files that are no longer there.
        # TYPE node_nfsd_file_handles_stale_total counter
        node_nfsd_file_handles_stale_total 1
        # HELP node_nfsd_disk_bytes_read_total Bytes read.
        # TYPE node_nfsd_disk_bytes_read_total counter
        node_nfsd_disk_bytes_read_total 157286400
        # HELP node_nfsd_disk_bytes_written_total Bytes written.
        # TYPE node_nfsd_disk_bytes_written_total counter
        node_nfsd_disk_bytes_written_total 72864
        # HELP node_nfsd_server_threads Threads that answer.
        # TYPE node_nfsd_server_threads gauge
        node_nfsd_server_threads 8
        # HELP node_nfsd_read_ahead_cache_size_blocks Size of the cache for reading ahead.
        # TYPE node_nfsd_read_ahead_cache_size_blocks gauge
        node_nfsd_read_ahead_cache_size_blocks 32
        # HELP node_nfsd_read_ahead_cache_not_found_total Reads that the cache for reading ahead did not know.
        # TYPE node_nfsd_read_ahead_cache_not_found_total counter
        node_nfsd_read_ahead_cache_not_found_total 7
        # HELP node_nfsd_packets_total Packets, by protocol.
        # TYPE node_nfsd_packets_total counter
        node_nfsd_packets_total{proto="udp"} 55
        node_nfsd_packets_total{proto="tcp"} 917
        # HELP node_nfsd_connections_total Connections over TCP.
        # TYPE node_nfsd_connections_total counter
        node_nfsd_connections_total 1
        # HELP node_nfsd_server_rpcs_total Calls that were answered.
        # TYPE node_nfsd_server_rpcs_total counter
        node_nfsd_server_rpcs_total 18628
        # HELP node_nfsd_rpc_errors_total Calls that were refused, by reason.
        # TYPE node_nfsd_rpc_errors_total counter
        node_nfsd_rpc_errors_total{error="fmt"} 1
        node_nfsd_rpc_errors_total{error="auth"} 2
        node_nfsd_rpc_errors_total{error="cInt"} 0
        # HELP node_nfsd_requests_total Calls by procedure, and operations of version 4.
        # TYPE node_nfsd_requests_total counter
        node_nfsd_requests_total{method="WdelegGetattr",proto="4"} 16

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: NFSDCollector(host.paths))
    }
  }
}
