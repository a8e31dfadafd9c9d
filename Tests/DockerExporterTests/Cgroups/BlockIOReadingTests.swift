import Shared
import Testing

@testable import DockerExporter

@Suite struct BlockIOReadingTests {
  /// The second text is of a kernel that does not end the lines of devices without figures.
  @Test(arguments: [
    "7:0 \n7:1 \n254:0 rbytes=8192 wbytes=4096 rios=2 wios=1 dbytes=0 dios=0\n254:16 \n",
    "7:0 7:1 254:0 rbytes=8192 wbytes=4096 rios=2 wios=1 dbytes=0 dios=0\n254:16 ",
  ]) func figuresAreThoseOfTheDeviceBeforeThem(text: String) throws {
    var table = BlockIOTable()
    try table.readSecond(Array(text.utf8).span)
    let device = try #require(table.devices.first)
    #expect(table.devices.count == 1)
    #expect(device.device == BlockIOReading.Device(major: 254, minor: 0))
    #expect(device.bytes == [.read: 8192, .write: 4096, .discard: 0])
    #expect(device.requests == [.read: 2, .write: 1, .discard: 0])
  }
}
