import ArgumentParser
import Shared

/// Where the host's files are.
struct PathOptions: ParsableArguments, Sendable {
  @Option(name: .customLong("path.procfs"), help: "Where the host's /proc is.")
  var procfs = "/proc"

  @Option(name: .customLong("path.sysfs"), help: "Where the host's /sys is.")
  var sysfs = "/sys"

  @Option(name: .customLong("path.rootfs"), help: "Where the host's / is.")
  var rootfs = "/"

  func validate() throws {
    for (flag, path) in [("procfs", procfs), ("sysfs", sysfs), ("rootfs", rootfs)] {
      guard let status = try? FileStatus(of: path), status.isFolder else {
        throw ValidationError("--path.\(flag): there is no folder \(path)")
      }
    }
  }

  var hostPaths: HostPaths { HostPaths(procfs: procfs, sysfs: sysfs, rootfs: rootfs) }
}
