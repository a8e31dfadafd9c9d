import Foundation
import TestSupport
import Testing

@testable import Shared

@Suite struct DeviceFolderTests {
  @Test func followsDevicesThatComeAndGo() throws {
    let folder = try TemporaryFolder(["net/eth0/mtu": "1500", "net/lo/mtu": "65536"])
    let devices = DeviceFolder(folder.tree, "net", attributes: ["mtu"])
    func read() throws -> [String] {
      try devices.devices { $0 != "lo" }.map {
        "\($0.name) \(String(decoding: try $0.attributes[0].read(), as: UTF8.self))"
      }
    }
    #expect(try read() == ["eth0 1500"])
    try folder.write("9000", to: "net/eth1/mtu")
    #expect(try read() == ["eth0 1500", "eth1 9000"])
    try folder.remove("net/eth0")
    #expect(try read() == ["eth1 9000"])
  }

  @Test func keepsTheFilesOfDevicesThatStay() throws {
    let folder = try TemporaryFolder(["net/eth0/mtu": "1500"])
    let devices = DeviceFolder(folder.tree, "net", attributes: ["mtu"])
    let first = try devices.devices()[0].attributes[0]
    #expect(try devices.devices()[0].attributes[0] === first)
  }

  @Test func aMissingFolderIsAbsent() throws {
    let folder = try TemporaryFolder()
    #expect(throws: Absent("\(folder.path)/net")) {
      try DeviceFolder(folder.tree, "net", attributes: []).devices()
    }
  }
}
