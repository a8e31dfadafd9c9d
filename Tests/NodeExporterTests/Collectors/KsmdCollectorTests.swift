import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct KsmdCollectorTests {
  @Test func writesWhatTheKernelShows() throws {
    let host = try HostFixture(sys: [
      "kernel/mm/ksm/run": "1\n",
      "kernel/mm/ksm/full_scans": "323\n",
      "kernel/mm/ksm/general_profit": "-4096\n",
      "kernel/mm/ksm/sleep_millisecs": "20\n",
    ])
    #expect(
      try exposition(of: KsmdCollector(host.paths)) == """
        # HELP node_ksmd_run Whether pages are merged: 0 no, 1 yes, 2 all were split again.
        # TYPE node_ksmd_run gauge
        node_ksmd_run 1
        # HELP node_ksmd_full_scans_total Times that all areas were scanned.
        # TYPE node_ksmd_full_scans_total counter
        node_ksmd_full_scans_total 323
        # HELP node_ksmd_general_profit_bytes Memory that is saved, less what the bookkeeping takes, in bytes.
        # TYPE node_ksmd_general_profit_bytes gauge
        node_ksmd_general_profit_bytes -4096
        # HELP node_ksmd_sleep_seconds Seconds that the daemon sleeps between scans.
        # TYPE node_ksmd_sleep_seconds gauge
        node_ksmd_sleep_seconds 0.02

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: KsmdCollector(host.paths))
    }
  }
}
