import Foundation
import Shared
import Testing

@Suite struct KernelFileRefusalTests {
  /// The loopback device has no speed: reading it is EINVAL, always.
  @Test func aFileThatRefusesToTellIsOpenedOnce() throws {
    let file = FileTree(root: "/sys").file("class/net/lo/speed")
    for _ in 0..<2 {
      #expect(throws: SystemError("read", "/sys/class/net/lo/speed", code: EINVAL)) {
        try file.read()
      }
    }
    let opened = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
      return target?.hasSuffix("/net/lo/speed") ?? false
    }
    #expect(opened == 1)
  }
}
