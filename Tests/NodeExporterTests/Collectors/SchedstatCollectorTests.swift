import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct SchedstatCollectorTests {
  @Test func writesTheLastThreeNumbersOfEachCPU() throws {
    let host = try HostFixture(proc: [
      "schedstat": """
      version 15
      timestamp 15819019232
      cpu0 498494191 0 3533438552 2553969831 3853684107 2465731542 2045000000000 343500000 4767485306
      domain0 00000000,00000003 212499247 210112015 1861015 1860405436
      cpu10 518377256 0 4155211005 2778589869 10466382 2867629021 0 1 2

      """
    ])
    #expect(
      try exposition(of: SchedstatCollector(host.paths)) == """
        # HELP node_schedstat_running_seconds_total Time in which the CPU ran tasks.
        # TYPE node_schedstat_running_seconds_total counter
        node_schedstat_running_seconds_total{cpu="0"} 2045
        node_schedstat_running_seconds_total{cpu="10"} 0
        # HELP node_schedstat_waiting_seconds_total Time that tasks ready to run waited for the CPU.
        # TYPE node_schedstat_waiting_seconds_total counter
        node_schedstat_waiting_seconds_total{cpu="0"} 0.3435
        node_schedstat_waiting_seconds_total{cpu="10"} 1e-09
        # HELP node_schedstat_timeslices_total Timeslices that tasks ran on the CPU.
        # TYPE node_schedstat_timeslices_total counter
        node_schedstat_timeslices_total{cpu="0"} 4767485306
        node_schedstat_timeslices_total{cpu="10"} 2

        """)
  }

  @Test func isAbsentWhereTheKernelKeepsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent("\(host.paths.proc.root)/schedstat")) {
      try exposition(of: SchedstatCollector(host.paths))
    }
  }
}
