import TestSupport

@testable import NodeExporter

/// A host recorded in a test: the texts of its kernel files.
struct HostFixture {
  let folder: TemporaryFolder
  let paths: HostPaths

  /// - Parameters:
  ///   - proc: Texts by path below `/proc`.
  ///   - sys: Texts by path below `/sys`.
  ///   - rootfs: Texts by path below `/`.
  ///   - udevData: Texts by path below `/run/udev/data`.
  init(
    proc: [String: String] = [:], sys: [String: String] = [:], rootfs: [String: String] = [:],
    udevData: [String: String] = [:]
  ) throws {
    folder = try TemporaryFolder()
    for (prefix, files) in [
      "proc": proc, "sys": sys, "rootfs": rootfs, "udev": udevData,
    ] {
      for (name, text) in files { try folder.write(text, to: "\(prefix)/\(name)") }
    }
    paths = HostPaths(
      procfs: "\(folder.path)/proc", sysfs: "\(folder.path)/sys",
      rootfs: "\(folder.path)/rootfs", udevData: "\(folder.path)/udev")
  }
}
