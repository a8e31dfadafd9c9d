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

  @Test func aDeviceThatTakesTheNameOfARenamedOneIsAnother() throws {
    let folder = try TemporaryFolder(["net/d0/mtu": "1"])
    let devices = DeviceFolder(folder.tree, "net", attributes: ["mtu"])
    func read() throws -> [String] {
      try devices.devices().map {
        "\($0.name) \(String(decoding: try $0.attributes[0].read(), as: UTF8.self))"
      }
    }
    #expect(try read() == ["d0 1"])
    #expect(rename("\(folder.path)/net/d0", "\(folder.path)/net/x0") == 0)
    try folder.write("2", to: "net/d0/mtu")
    #expect(try read() == ["d0 2", "x0 1"])
  }

  @Test func namesThatOnlyLookTheSameAreTwoDevices() throws {
    let folder = try TemporaryFolder(["net/\u{e9}/mtu": "1"])
    try folder.write("2", to: "net/e\u{301}/mtu")
    for name: [UInt8] in [[0xFF], [0xFE]] {
      let path = "\(folder.path)/net/".utf8 + name + [0]
      #expect(unsafe mkdir(path.map(CChar.init(bitPattern:)), 0o700) == 0)
    }
    let devices = DeviceFolder(folder.tree, "net", attributes: ["mtu"])
    for _ in 1...2 {
      #expect(
        try devices.devices().map { try $0.attributes[0].read() } == [
          Array("2".utf8), Array("1".utf8),
        ])
    }
  }

  @Test func aMissingFolderIsAbsent() throws {
    let folder = try TemporaryFolder()
    #expect(throws: Absent("\(folder.path)/net")) {
      try DeviceFolder(folder.tree, "net", attributes: []).devices()
    }
  }
}
