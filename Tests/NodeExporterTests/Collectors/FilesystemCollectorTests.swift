import ArgumentParser
import Logging
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct FilesystemCollectorTests {
  @Test func anUnreachableMountCostsOnlyItsOwnNumbers() throws {
    let host = try HostFixture(
      proc: [
        "1/mountinfo": """
        27 1 254:0 / / rw - ext4 /dev/vda rw
        28 27 8:1 / /gone ro - ext4 /dev/sda1 rw

        """
      ])
    try host.folder.write("", to: "rootfs/file")
    let text = try exposition(of: collector(host))
    #expect(
      samples(text).filter { $0.contains("/gone") } == [
        #"node_filesystem_device_error{device="/dev/sda1","#
          + #"device_error="no such file or directory",fstype="ext4",mountpoint="/gone"} 1"#,
        #"node_filesystem_readonly{device="/dev/sda1","#
          + #"device_error="no such file or directory",fstype="ext4",mountpoint="/gone"} 1"#,
        #"node_filesystem_mount_info{device="/dev/sda1",major="8",minor="1",mountpoint="/gone"} 1"#,
      ])
    let names = samples(text).filter { $0.contains(#"mountpoint="/"}"#) }.map {
      $0.prefix { $0 != "{" }
    }
    #expect(
      names == [
        "node_filesystem_device_error", "node_filesystem_readonly", "node_filesystem_size_bytes",
        "node_filesystem_free_bytes", "node_filesystem_avail_bytes", "node_filesystem_files",
        "node_filesystem_files_free", "node_filesystem_mount_info",
      ])
  }

  @Test func numbersAreThoseOfTheFileSystem() throws {
    let usage = try FilesystemUsage(of: "/proc")
    #expect(usage.size == 0)
    let root = try FilesystemUsage(of: "/tmp")
    #expect(root.size > 0)
    #expect(root.free <= root.size)
    #expect(root.available <= root.free)
    #expect(root.freeFiles <= root.files)
  }

  @Test func aTableThatCannotBeReadIsAFailureThatNamesIt() throws {
    let host = try HostFixture()
    #expect(throws: SystemError("open", "\(host.paths.proc.root)/self/mountinfo", code: 2)) {
      try exposition(of: collector(host))
    }
  }

  @Test func aMountThatWasNotAskedIsToldFromOneThatHangs() {
    #expect(FilesystemCollector.reason(.unasked) == "not asked: too many mounts hang")
    #expect(FilesystemCollector.reason(.stuck) == "mountpoint timeout")
    #expect(FilesystemCollector.reason(.late) == "mountpoint timeout")
  }

  private func collector(_ host: HostFixture) throws -> FilesystemCollector {
    try FilesystemCollector(host.paths, FilesystemOptions.parse([]), Logger(label: "test"))
  }
}
