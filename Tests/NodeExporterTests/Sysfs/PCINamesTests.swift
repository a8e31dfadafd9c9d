import Testing

@testable import NodeExporter

@Suite struct PCINamesTests {
  private static let file = Array(
    """
    # A list.
    1022  Advanced Micro Devices, Inc.
    \t1480  Root Complex
    \t\t1458 5000  A board
    17aa  Lenovo
    \t1480  Something else
    C 01  Mass storage controller
    \t06  SATA controller
    \t\t01  AHCI 1.0
    C 06  Bridge
    \t00  Host bridge

    """.utf8)

  private func look(_ numbers: PCINames.Numbers) -> PCINames.Names? {
    PCINames.look(up: [numbers], in: Self.file.span)[numbers]
  }

  @Test func findsEachName() throws {
    let names = try #require(
      look(
        PCINames.Numbers(
          vendor: "1022", device: "1480", subsystemVendor: "17aa", subsystemDevice: "5000",
          classCode: "010601")))
    #expect(names.vendor == "Advanced Micro Devices, Inc.")
    #expect(names.device == "Root Complex")
    #expect(names.subsystemVendor == "Lenovo")
    #expect(names.subsystemDevice == "")
    #expect(names.classCode == "AHCI 1.0")
  }

  @Test func namesASubsystemByItsDevice() throws {
    let names = try #require(
      look(
        PCINames.Numbers(
          vendor: "1022", device: "1480", subsystemVendor: "1458", subsystemDevice: "5000",
          classCode: "060000")))
    #expect(names.subsystemDevice == "A board")
    #expect(names.classCode == "Host bridge")
  }

  @Test func knowsNothingOfOthers() throws {
    let names = try #require(
      look(
        PCINames.Numbers(
          vendor: "ffff", device: "1480", subsystemVendor: "", subsystemDevice: "",
          classCode: "ff0000")))
    #expect(names.vendor.isEmpty)
    #expect(names.device.isEmpty)
    #expect(names.classCode.isEmpty)
  }

  @Test(arguments: ["0000:00:1f.6", "10000:e1:00.0"])
  func readsPlaces(name: String) {
    #expect(PCILocation(name) != nil)
  }

  @Test(arguments: ["", "pci0000:00", "0000:00:1f", "0000:00:.0", "a:b:c:d", "0000:00:1g.0"])
  func refusesWhatIsNoPlace(name: String) {
    #expect(PCILocation(name) == nil)
  }
}
