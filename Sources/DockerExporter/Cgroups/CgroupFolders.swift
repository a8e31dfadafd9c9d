import Shared

/// Where the control groups of one container are.
struct CgroupFolders: Sendable, Equatable {
  struct Folder: Sendable, Equatable {
    let path: String
    /// Whether its files are those of the second version.
    let isUnified: Bool
  }

  /// `nil` where the container has no group of its own for the controller.
  private(set) var cpu: Folder?
  private(set) var accounting: Folder?
  private(set) var memory: Folder?
  private(set) var pids: Folder?
  private(set) var blockIO: Folder?
  /// Of the second version, beside those of the first on a hybrid host.
  private(set) var unified: Folder?
  /// Its path in the hierarchies, as cAdvisor names containers.
  let name: String

  /// - Throws: ``CgroupError`` when the process is in no group that is the container's.
  init(
    of container: Container, _ membership: CgroupMembership, in hierarchies: CgroupHierarchies
  ) throws(CgroupError) {
    var name: String?
    func find(_ controller: String?) -> Folder? {
      guard let path = membership.path(of: controller),
        let own = Self.own(path, of: container.id)
      else { return nil }
      name = name ?? own
      return hierarchies.folder(of: own, controller: controller).map {
        Folder(path: $0, isUnified: controller == nil)
      }
    }
    let memory = find("memory")
    unified = find(nil)
    self.memory = memory ?? unified
    cpu = find("cpu") ?? unified
    accounting = find("cpuacct") ?? unified
    pids = find("pids") ?? unified
    blockIO = find("blkio") ?? unified
    guard let name else { throw CgroupError(container, membership) }
    self.name = name
    guard accounting != nil || self.memory != nil else {
      throw CgroupError(container, lacking: name)
    }
  }

  /// The part of a path that ends with the container's own group: a system manager or an engine
  /// within it makes groups below, and moves the main process there.
  ///
  /// - Returns: `nil` for a path that does not name the container: it has no group of its own, or its
  ///   process number is another's by now.
  static func own(_ path: String, of id: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let last = parts.firstIndex(where: { names($0, id) }) else { return nil }
    return parts[...last].joined(separator: "/")
  }

  /// `ID` as Docker makes it, or `docker-ID.scope` and `libpod-ID.scope` as systemd does.
  private static func names(_ part: Substring, _ id: String) -> Bool {
    if part == id { return true }
    var part = part
    if part.hasSuffix(".scope") { part = part.dropLast(".scope".count) }
    return part.hasSuffix("-\(id)")
  }
}

/// Why the control groups of a container are not to be found.
struct CgroupError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ container: Container, _ reason: any Error) {
    description = "container \(container.name): \(reason)"
  }

  fileprivate init(_ container: Container, _ membership: CgroupMembership) {
    let path =
      membership.path(of: nil) ?? membership.path(of: "memory")
      ?? membership.path(of: "cpuacct") ?? "none"
    let remedy =
      path.hasPrefix("/..")
      ? "run this program in the host's cgroup namespace (--cgroupns=host)"
      : "the engine seems to make none (cgroup driver 'none')"
    description =
      "container \(container.name): its process is in the cgroup \(path), which is not its own; "
      + remedy
  }

  fileprivate init(_ container: Container, lacking name: String) {
    description =
      "container \(container.name): the cgroup \(name) is not below any mount that is seen here; "
      + "mount the host's /sys and name it with --path.sysfs"
  }
}
