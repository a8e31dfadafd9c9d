internal import ArgumentParser

/// Where the host's files are, for an exporter that may look at another host than its own: from a
/// container.
package struct HostPathOptions: ParsableArguments, Sendable {
  @Option(name: .customLong("path.procfs"), help: "Where the host's /proc is.")
  package var procfs = "/proc"

  @Option(name: .customLong("path.sysfs"), help: "Where the host's /sys is.")
  package var sysfs = "/sys"

  @Option(name: .customLong("path.rootfs"), help: "Where the host's / is.")
  package var rootfs = "/"

  package init() {}

  package func validate() throws {
    for (flag, path) in [("procfs", procfs), ("sysfs", sysfs), ("rootfs", rootfs)] {
      guard let status = try? FileStatus(of: path), status.isFolder else {
        throw ValidationError("--path.\(flag): there is no folder \(path)")
      }
    }
  }
}
