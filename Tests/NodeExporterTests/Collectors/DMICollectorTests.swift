import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct DMICollectorTests {
  @Test func hasLabelsOfWhatCanBeRead() throws {
    let host = try HostFixture(sys: [
      "class/dmi/id/bios_vendor": "SeaBIOS\n",
      "class/dmi/id/sys_vendor": "QEMU \n",
      "class/dmi/id/chassis_asset_tag": "\n",
      "class/dmi/id/modalias": "dmi:x\n",
    ])
    #expect(
      try exposition(of: DMICollector(host.paths)) == """
        # HELP node_dmi_info What the machine and its firmware are, always 1.
        # TYPE node_dmi_info gauge
        node_dmi_info{bios_vendor="SeaBIOS",chassis_asset_tag="",system_vendor="QEMU"} 1

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: DMICollector(host.paths))
    }
  }
}
