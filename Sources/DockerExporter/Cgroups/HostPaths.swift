import Shared

/// Where the host's files are: its own, or those of the host that a container looks at.
struct HostPaths: Sendable {
  let proc: FileTree
  let sys: FileTree
  /// What other paths of the host are relative to.
  let rootfs: String
  /// Bounds how many files of control groups are kept open.
  let cgroupBudget: DescriptorBudget

  /// - Parameter keptFiles: How many files of control groups may be kept open between scrapes. A
  ///   container has fifteen; those past the limit are opened anew for each reading.
  init(
    procfs: String = "/proc", sysfs: String = "/sys", rootfs: String = "/",
    keptFiles: Int = Self.defaultKeptFiles
  ) {
    proc = FileTree(root: procfs, keeping: DescriptorBudget(16))
    sys = FileTree(root: sysfs, keeping: DescriptorBudget(0))
    self.rootfs = rootfs
    cgroupBudget = DescriptorBudget(keptFiles)
  }

  /// Enough for two hundred containers, as far as the limit of this process allows.
  static var defaultKeptFiles: Int {
    max(0, OpenFileLimit.keptFiles(of: OpenFileLimit.current) - 512)
  }

  /// The files of a process of the host.
  ///
  /// None of them is kept open: an open `net/dev` would keep the network of a container that has
  /// ended, and the devices in it, from being given back.
  func process(_ pid: Int32) -> FileTree {
    FileTree(root: proc.path("\(pid)"), keeping: DescriptorBudget(0))
  }

  /// Whether processes have the numbers here that the kernel's log has: those of the first namespace,
  /// whose own number never changes.
  var hasHostProcesses: Bool { proc.link("self/ns/pid") == "pid:[4026531836]" }

  /// A path of the host as this process sees it.
  func inRootfs(_ path: String) -> String { rootfs == "/" ? path : rootfs + path }

  /// The paths at which this process may see what the host has at `path`, the likeliest first.
  func candidates(for path: String) -> [String] {
    let isSeenAlready = [sys.root, rootfs].contains { root in
      root != "/" && path.hasPrefix(root.hasSuffix("/") ? root : root + "/")
    }
    var candidates: [String] = []
    if isSeenAlready { candidates.append(path) }
    if path == "/sys" || path.hasPrefix("/sys/") {
      candidates.append(sys.root + path.dropFirst("/sys".count))
    }
    if rootfs != "/" { candidates.append(rootfs + path) }
    return candidates + [path]
  }
}
