import ArgumentParser
import Foundation
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct MountTableTests {
  /// From a Debian 12 machine with Docker, shortened.
  private static let mountinfo = """
    22 27 0:21 / /proc rw,relatime - proc proc rw
    24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw,size=12334524k
    27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
    28 27 0:25 / /run rw,nosuid shared:5 - tmpfs tmpfs rw,size=2468408k
    29 28 0:26 / /run/credentials/x.service ro - ramfs ramfs rw
    40 27 8:1 / /data rw,relatime shared:9 - ext4 /dev/sda1 rw
    92 27 0:45 / /var/lib/docker/overlay2/ab/merged rw - overlay overlay rw
    93 27 0:46 / /var/lib/docker/volumes/v/_data rw - tmpfs tmpfs rw

    """

  @Test func leavesOutWhatTheDefaultPatternsName() throws {
    let host = try HostFixture(proc: ["1/mountinfo": Self.mountinfo])
    #expect(try points(host, []) == ["/", "/run", "/data"])
  }

  @Test(arguments: [
    (["--collector.filesystem.mount-points-include=^/(data|proc)$"], ["/data"]),
    (["--collector.filesystem.fs-types-include=^tmpfs$"], ["/run"]),
    (["--collector.filesystem.ignored-mount-points=^/(run|dev)"], ["/", "/data", "_data"]),
    (["--collector.filesystem.ignored-fs-types=^ext4$"], ["/run"]),
    (["--collector.filesystem.mount-points-include", ""], ["/", "/run", "/data"]),
    (
      [
        "--collector.filesystem.fs-types-include", "",
        "--collector.filesystem.mount-points-exclude", "",
      ],
      ["/", "/run", "/run/credentials/x.service", "/data", "_data"]
    ),
  ])
  func flagsChooseOtherMounts(flags: [String], expected: [String]) throws {
    let host = try HostFixture(proc: ["1/mountinfo": Self.mountinfo])
    let found = try points(host, flags).map {
      $0.hasSuffix("/_data") ? "_data" : $0
    }
    #expect(found == expected)
  }

  @Test func bothPatternsOfAKindAreRefused() {
    for kind in ["mount-points", "fs-types"] {
      #expect(throws: (any Error).self) {
        try FilesystemOptions.parse([
          "--collector.filesystem.\(kind)-include=a", "--collector.filesystem.\(kind)-exclude=b",
        ])
      }
    }
  }

  @Test func readsItsOwnMountsWhereThoseOfTheHostAreHidden() throws {
    let host = try HostFixture(proc: ["self/mountinfo": "27 1 254:0 / / rw - ext4 /dev/vda rw\n"])
    #expect(try points(host, []) == ["/"])
  }

  @Test func ofMountsOverEachOtherTheLastIsReportedOnce() throws {
    let host = try HostFixture(
      proc: [
        "1/mountinfo": """
        27 1 254:0 / / rw - ext4 /dev/vda rw
        30 27 0:30 / /mnt/a rw - tmpfs tmpfs rw
        31 30 0:31 / /mnt/a ro - tmpfs tmpfs rw
        32 31 0:32 / /mnt/a rw - tmpfs other rw

        """
      ])
    let contents = try table(host, []).read()
    #expect(contents.rows.map(\.mount.id) == [27, 31, 32])
    #expect(contents.keys.map(\.id) == [27, 31, 32])
    #expect(contents.rows.map(\.mount.isReadOnly) == [false, true, false])
  }

  @Test func pointsThatOnlyLookTheSameAreTwoMounts() throws {
    let host = try HostFixture(
      proc: [
        "1/mountinfo": """
        30 27 0:30 / /\u{e9} rw - ext4 d rw
        31 27 0:31 / /e\u{301} rw - ext4 d rw

        """
      ])
    #expect(try table(host, []).read().rows.map(\.mount.id) == [30, 31])
  }

  @Test func aLineThatIsNoneIsReportedWithItsFile() throws {
    let host = try HostFixture(proc: ["1/mountinfo": "x\n"])
    let error = #expect(throws: MalformedFile.self) { try table(host, []).read() }
    #expect(error?.path == "\(host.paths.proc.root)/1/mountinfo")
  }

  @Test func mountsOfServersAndProgramsAreAskedLast() throws {
    let host = try HostFixture(
      proc: [
        "1/mountinfo": """
        27 1 0:1 / /n rw - nfs4 s:/n rw
        28 1 0:2 / /f rw - fuse.sshfs s: rw
        29 1 254:0 / / rw - ext4 /dev/vda rw
        30 1 0:3 / /c rw - cifs //s/c rw
        31 1 254:1 / /b rw - fuseblk /dev/vdb rw

        """
      ])
    let contents = try table(host, []).read()
    #expect(contents.rows.map(\.mount.point) == ["/", "/b", "/n", "/f", "/c"])
    #expect(contents.keys.map(\.id) == [29, 31, 27, 28, 30])
  }

  @Test func aChangedTableIsReadAfresh() throws {
    let host = try HostFixture(proc: ["1/mountinfo": "27 1 254:0 / / rw - ext4 /dev/vda rw\n"])
    let table = try table(host, [])
    #expect(try table.read().rows.map(\.mount.isReadOnly) == [false])
    #expect(try table.read().rows.map(\.mount.isReadOnly) == [false])
    try overwrite("27 1 254:0 / / ro - ext4 /dev/vda rw\n", host.folder.path + "/proc/1/mountinfo")
    #expect(try table.read().rows.map(\.mount.isReadOnly) == [true])
    try overwrite("27 1 254:0 / / rw - ext4 /dev/vda rw\n", host.folder.path + "/proc/1/mountinfo")
    #expect(try table.read().rows.map(\.mount.isReadOnly) == [false])
  }

  @Test(arguments: ["/host", "/host/"])
  func theHostsRootIsStrippedFromMountPoints(rootfs: String) throws {
    let host = try HostFixture(
      proc: [
        "1/mountinfo": """
        1 0 254:0 / /host rw - ext4 /dev/vda rw
        2 1 8:1 / /host/data rw - ext4 /dev/sda1 rw
        3 1 8:2 / /hostess rw - ext4 /dev/sda2 rw

        """
      ])
    let paths = HostPaths(procfs: host.paths.proc.root, rootfs: rootfs)
    let options = try FilesystemOptions.parse([])
    let contents = try MountTable(paths, points: options.points(), types: options.types()).read()
    #expect(contents.rows.map(\.mount.point) == ["/", "/data", "/hostess"])
    #expect(contents.keys.map(\.path) == ["/host/", "/host/data", "/host/hostess"])
  }

  /// Writes into the file that is there, as the kernel does.
  private func overwrite(_ text: String, _ path: String) throws {
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.truncate(atOffset: 0)
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  private func table(_ host: HostFixture, _ flags: [String]) throws -> MountTable {
    let options = try FilesystemOptions.parse(flags)
    return try MountTable(host.paths, points: options.points(), types: options.types())
  }

  private func points(_ host: HostFixture, _ flags: [String]) throws -> [String] {
    try table(host, flags).read().rows.map(\.mount.point)
  }
}
