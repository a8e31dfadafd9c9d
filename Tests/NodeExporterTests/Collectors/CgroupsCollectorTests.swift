import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct CgroupsCollectorTests {
  @Test func writesGroupsOfEachController() throws {
    let host = try HostFixture(proc: [
      "cgroups": """
      #subsys_name\thierarchy\tnum_cgroups\tenabled
      cpuset\t5\t47\t1
      memory\t0\t234\t0

      """
    ])
    #expect(
      try exposition(of: CgroupsCollector(host.paths)) == """
        # HELP node_cgroups_cgroups How many groups a controller has.
        # TYPE node_cgroups_cgroups gauge
        node_cgroups_cgroups{subsys_name="cpuset"} 47
        node_cgroups_cgroups{subsys_name="memory"} 234
        # HELP node_cgroups_enabled Whether a controller is enabled.
        # TYPE node_cgroups_enabled gauge
        node_cgroups_enabled{subsys_name="cpuset"} 1
        node_cgroups_enabled{subsys_name="memory"} 0

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: CgroupsCollector(host.paths))
    }
  }
}
