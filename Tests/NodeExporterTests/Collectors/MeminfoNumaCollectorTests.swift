import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct MeminfoNumaCollectorTests {
  @Test func writesEachNode() throws {
    let host = try HostFixture(sys: [
      "devices/system/node/node0/meminfo": """

      Node 0 MemTotal:       134182340 kB
      Node 0 Active(anon):     25 kB
      Node 0 HugePages_Total:     2

      """,
      "devices/system/node/node0/numastat": """
      numa_hit 193460335812
      other_node 18179487

      """,
      "devices/system/node/node1/meminfo": "Node 1 MemTotal:       1 kB\n",
      "devices/system/node/node1/numastat": "numa_hit 7\n",
      "devices/system/node/online": "0-1\n",
    ])
    #expect(
      try exposition(of: MeminfoNumaCollector(host.paths)) == """
        # HELP node_memory_numa_MemTotal The line MemTotal of a memory node's meminfo, in bytes.
        # TYPE node_memory_numa_MemTotal gauge
        node_memory_numa_MemTotal{node="0"} 137402716160
        node_memory_numa_MemTotal{node="1"} 1024
        # HELP node_memory_numa_Active_anon The line Active(anon) of a memory node's meminfo, in bytes.
        # TYPE node_memory_numa_Active_anon gauge
        node_memory_numa_Active_anon{node="0"} 25600
        # HELP node_memory_numa_HugePages_Total The line HugePages_Total of a memory node's meminfo.
        # TYPE node_memory_numa_HugePages_Total gauge
        node_memory_numa_HugePages_Total{node="0"} 2
        # HELP node_memory_numa_numa_hit_total The count numa_hit of pages in a memory node's numastat.
        # TYPE node_memory_numa_numa_hit_total counter
        node_memory_numa_numa_hit_total{node="0"} 193460335812
        node_memory_numa_numa_hit_total{node="1"} 7
        # HELP node_memory_numa_other_node_total The count other_node of pages in a memory node's numastat.
        # TYPE node_memory_numa_other_node_total counter
        node_memory_numa_other_node_total{node="0"} 18179487

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: MeminfoNumaCollector(host.paths))
    }
  }
}
