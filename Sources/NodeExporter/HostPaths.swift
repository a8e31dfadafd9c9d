import Shared

/// Where the host's files are: its own, or those of the host that a container looks at.
struct HostPaths: Sendable {
  let proc: FileTree
  let sys: FileTree
  /// What the paths of mount points, `/etc` and `/usr` are relative to.
  let rootfs: String
  let udevData: FileTree

  init(
    procfs: String = "/proc", sysfs: String = "/sys", rootfs: String = "/",
    udevData: String = "/run/udev/data",
    keepingOfSys sysBudget: DescriptorBudget = DescriptorBudget(Self.keptOfSys)
  ) {
    // A short list of files, the same on every host, that must not suffer from many devices.
    proc = FileTree(root: procfs, keeping: DescriptorBudget(256))
    sys = FileTree(root: sysfs, keeping: sysBudget)
    self.rootfs = rootfs
    self.udevData = FileTree(root: udevData, keeping: DescriptorBudget(0))
  }

  /// Enough for three hundred network devices, as far as the limit of this process allows.
  private static var keptOfSys: Int {
    max(256, min(8192, OpenFileLimit.keptFiles(of: OpenFileLimit.current) - 256))
  }

  /// A path of the host as this process sees it.
  func inRootfs(_ path: String) -> String {
    rootfs == "/" ? path : rootfs + path
  }
}
