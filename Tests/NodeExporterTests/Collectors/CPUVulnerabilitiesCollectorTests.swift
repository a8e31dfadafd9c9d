import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct CPUVulnerabilitiesCollectorTests {
  @Test func tellsStateAndMitigation() throws {
    let host = try HostFixture(sys: [
      "devices/system/cpu/vulnerabilities/mds":
        "Vulnerable: Clear CPU buffers attempted, no microcode\n",
      "devices/system/cpu/vulnerabilities/itlb_multihit": "Not affected\n",
      "devices/system/cpu/vulnerabilities/spectre_v2":
        "Mitigation: Retpolines, IBPB: conditional\n",
      "devices/system/cpu/vulnerabilities/retbleed": "Vulnerable\n",
      "devices/system/cpu/vulnerabilities/new": "Unknown: No mitigations\n",
    ])
    #expect(
      try exposition(of: CPUVulnerabilitiesCollector(host.paths)) == """
        # HELP node_cpu_vulnerabilities_info A fault that processors are known for, whether these have it, and the mitigation; always 1.
        # TYPE node_cpu_vulnerabilities_info gauge
        node_cpu_vulnerabilities_info{codename="itlb_multihit",mitigation="",state="not affected"} 1
        node_cpu_vulnerabilities_info{codename="mds",mitigation="Clear CPU buffers attempted, no microcode",state="vulnerable"} 1
        node_cpu_vulnerabilities_info{codename="new",mitigation="Unknown: No mitigations",state="unknown"} 1
        node_cpu_vulnerabilities_info{codename="retbleed",mitigation="",state="vulnerable"} 1
        node_cpu_vulnerabilities_info{codename="spectre_v2",mitigation="Retpolines, IBPB: conditional",state="mitigation"} 1

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: CPUVulnerabilitiesCollector(host.paths))
    }
  }
}
