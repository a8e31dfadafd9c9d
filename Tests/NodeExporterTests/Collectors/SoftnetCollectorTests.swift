import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct SoftnetCollectorTests {
  @Test func writesEveryColumnOfARecentKernel() throws {
    // Linux 6.18; the CPUs 1 and 2 are offline.
    let host = try HostFixture(proc: [
      "net/softnet_stat": """
      00000011 00000001 00000002 00000000 00000000 00000000 00000000 00000000 00000003 00000004 \
      00000005 00000006 00000000 00000006 00000000
      00000a2d 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 \
      00000000 00000000 00000003 00000000 00000000

      """
    ])
    #expect(
      samples(try exposition(of: SoftnetCollector(host.paths))) == [
        #"node_softnet_processed_total{cpu="0"} 17"#,
        #"node_softnet_processed_total{cpu="3"} 2605"#,
        #"node_softnet_dropped_total{cpu="0"} 1"#,
        #"node_softnet_dropped_total{cpu="3"} 0"#,
        #"node_softnet_times_squeezed_total{cpu="0"} 2"#,
        #"node_softnet_times_squeezed_total{cpu="3"} 0"#,
        #"node_softnet_cpu_collision_total{cpu="0"} 3"#,
        #"node_softnet_cpu_collision_total{cpu="3"} 0"#,
        #"node_softnet_received_rps_total{cpu="0"} 4"#,
        #"node_softnet_received_rps_total{cpu="3"} 0"#,
        #"node_softnet_flow_limit_count_total{cpu="0"} 5"#,
        #"node_softnet_flow_limit_count_total{cpu="3"} 0"#,
        #"node_softnet_backlog_len{cpu="0"} 6"#,
        #"node_softnet_backlog_len{cpu="3"} 0"#,
      ])
  }

  @Test func leavesOutWhatAnOlderKernelDoesNotPrint() throws {
    let host = try HostFixture(proc: [
      "net/softnet_stat": """
      00049279 00000000 00000001 00000000 00000000 00000000 00000000 00000000 00000007
      000dfb82 00000029 0000000a 00000000 00000000 00000000 00000000 00000000 00000000
      """
    ])
    #expect(
      samples(try exposition(of: SoftnetCollector(host.paths))) == [
        #"node_softnet_processed_total{cpu="0"} 299641"#,
        #"node_softnet_processed_total{cpu="1"} 916354"#,
        #"node_softnet_dropped_total{cpu="0"} 0"#,
        #"node_softnet_dropped_total{cpu="1"} 41"#,
        #"node_softnet_times_squeezed_total{cpu="0"} 1"#,
        #"node_softnet_times_squeezed_total{cpu="1"} 10"#,
        #"node_softnet_cpu_collision_total{cpu="0"} 7"#,
        #"node_softnet_cpu_collision_total{cpu="1"} 0"#,
      ])
  }
}
