import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct RAPLCollectorTests {
  @Test func writesJoulesByZone() throws {
    let host = try HostFixture(sys: [
      "class/powercap/intel-rapl:0/name": "package-0\n",
      "class/powercap/intel-rapl:0/energy_uj": "240422366267\n",
      "class/powercap/intel-rapl:0:0/name": "core\n",
      "class/powercap/intel-rapl:0:0/energy_uj": "118821284256\n",
      "class/powercap/intel-rapl:1/name": "package-1\n",
      "class/powercap/intel-rapl:1/energy_uj": "5\n",
      "class/powercap/intel-rapl:1:0/name": "core\n",
      "class/powercap/intel-rapl:1:0/energy_uj": "6\n",
      "class/powercap/intel-rapl:1:1/name": "dram\n",
      "class/powercap/intel-rapl/enabled": "1\n",
    ])
    #expect(
      try exposition(of: RAPLCollector(host.paths, .parse([]))) == """
        # HELP node_rapl_package_joules_total Energy that package used.
        # TYPE node_rapl_package_joules_total counter
        node_rapl_package_joules_total{index="0",path="\(host.paths.sys.root)/class/powercap/intel-rapl:0"} 240422.366267
        node_rapl_package_joules_total{index="1",path="\(host.paths.sys.root)/class/powercap/intel-rapl:1"} 0.000005
        # HELP node_rapl_core_joules_total Energy that core used.
        # TYPE node_rapl_core_joules_total counter
        node_rapl_core_joules_total{index="0",path="\(host.paths.sys.root)/class/powercap/intel-rapl:0:0"} 118821.284256
        node_rapl_core_joules_total{index="1",path="\(host.paths.sys.root)/class/powercap/intel-rapl:1:0"} 0.000006

        """)
  }

  @Test func canHaveTheZoneAsLabel() throws {
    let host = try HostFixture(sys: [
      "class/powercap/intel-rapl:0/name": "package-0\n",
      "class/powercap/intel-rapl:0/energy_uj": "240422366267\n",
      "class/powercap/intel-rapl:0:0/name": "core\n",
      "class/powercap/intel-rapl:0:0/energy_uj": "118821284256\n",
      "class/powercap/intel-rapl:1/name": "package-1\n",
      "class/powercap/intel-rapl:1/energy_uj": "5\n",
      "class/powercap/intel-rapl:1:0/name": "core\n",
      "class/powercap/intel-rapl:1:0/energy_uj": "6\n",
      "class/powercap/intel-rapl:1:1/name": "dram\n",
      "class/powercap/intel-rapl/enabled": "1\n",
    ])
    #expect(
      try exposition(of: RAPLCollector(host.paths, .parse(["--collector.rapl.enable-zone-label"])))
        == """
        # HELP node_rapl_joules_total Energy that a zone used.
        # TYPE node_rapl_joules_total counter
        node_rapl_joules_total{index="0",path="\(host.paths.sys.root)/class/powercap/intel-rapl:0",rapl_zone="package"} 240422.366267
        node_rapl_joules_total{index="0",path="\(host.paths.sys.root)/class/powercap/intel-rapl:0:0",rapl_zone="core"} 118821.284256
        node_rapl_joules_total{index="1",path="\(host.paths.sys.root)/class/powercap/intel-rapl:1",rapl_zone="package"} 0.000005
        node_rapl_joules_total{index="1",path="\(host.paths.sys.root)/class/powercap/intel-rapl:1:0",rapl_zone="core"} 0.000006

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: RAPLCollector(host.paths, .parse([])))
    }
  }
}
