import ArgumentParser
import Glibc
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct PCIDeviceCollectorTests {
  private func host() throws -> HostFixture {
    let device = "devices/pci0000:00/0000:00:02.1/0000:01:00.0"
    let host = try HostFixture(
      sys: [
        "\(device)/class": "0x010802\n", "\(device)/vendor": "0xc0a9\n",
        "\(device)/device": "0x540a\n", "\(device)/subsystem_vendor": "0xc0a9\n",
        "\(device)/subsystem_device": "0x5021\n", "\(device)/revision": "0x01\n",
        "\(device)/numa_node": "-1\n", "\(device)/max_link_speed": "16.0 GT/s PCIe\n",
        "\(device)/current_link_speed": "Unknown\n", "\(device)/max_link_width": "4\n",
        "\(device)/d3cold_allowed": "1\n", "\(device)/power_state": "D3hot\n",
        "bus/pci/devices/.keep": "",
      ], rootfs: ["usr/share/misc/pci.ids": "c0a9  Micron\n\t540a  An SSD\n"])
    let link = "\(host.folder.path)/sys/bus/pci/devices/0000:01:00.0"
    #expect(unsafe symlink("../../../\(device)", link) == 0)
    return host
  }

  @Test func writesWhatADeviceIs() throws {
    let host = try host()
    #expect(
      samples(try exposition(of: PCIDeviceCollector(host.paths, .parse([])))).filter {
        !$0.hasSuffix(" 0")
      } == [
        #"node_pcidevice_info{bus="01",class_id="0x010802",device="00",device_id="0x540a",function="0",parent_bus="00",parent_device="02",parent_function="1",parent_segment="0000",revision="0x01",segment="0000",subsystem_device_id="0x5021",subsystem_vendor_id="0xc0a9",vendor_id="0xc0a9"} 1"#,
        #"node_pcidevice_max_link_width{bus="01",device="00",function="0",segment="0000"} 4"#,
        #"node_pcidevice_d3cold_allowed{bus="01",device="00",function="0",segment="0000"} 1"#,
        #"node_pcidevice_max_link_transfers_per_second{bus="01",device="00",function="0",segment="0000"} 16000000000"#,
        #"node_pcidevice_power_state{bus="01",device="00",function="0",segment="0000",state="D3hot"} 1"#,
      ])
  }

  @Test func namesDevicesWhenAsked() throws {
    let host = try host()
    let text = try exposition(
      of: PCIDeviceCollector(host.paths, .parse(["--collector.pcidevice.names"])))
    #expect(
      text.contains(
        #"class_name="0x010802",device="00",device_id="0x540a",device_name="An SSD""#))
    #expect(text.contains(#"vendor_name="Micron"} 1"#))
  }

  @Test func saysWhichFileOfNamesIsMissing() throws {
    let host = try host()
    let page = try PartialExposition(
      of: PCIDeviceCollector(
        host.paths,
        .parse(["--collector.pcidevice.names", "--collector.pcidevice.idsfile", "/nowhere/ids"])))
    #expect(page.reason == "open /nowhere/ids: No such file or directory")
    #expect(page.text.contains(#"vendor_name="0xc0a9""#))
  }
}
