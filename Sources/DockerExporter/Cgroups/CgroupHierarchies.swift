import Glibc
import Shared

/// The hierarchies of control groups that are mounted: those of the first version by their
/// controllers, which may be joint, and the one of the second.
struct CgroupHierarchies: Sendable {
  private let mounts: [CgroupMount]
  private let host: HostPaths

  /// Reads the mounts that this process has, or where it has none those of the host's first process.
  init(_ host: HostPaths) throws {
    var mounts: [CgroupMount] = []
    for process in ["self", "1"] where mounts.isEmpty {
      let file = host.proc.fileReadOnce("\(process)/mountinfo")
      do {
        let text = try file.read()
        mounts = try file.parsing { try CgroupMount.all(in: text.span) }
      } catch let error as SystemError where error.isNotFound && process == "self" {
        // The `/proc` of processes among which this one is not.
      }
    }
    guard !mounts.isEmpty else { throw Absent("a mount of control groups") }
    // The mount of a whole hierarchy rather than of a part.
    self.mounts = mounts.sorted { $0.root.utf8.count < $1.root.utf8.count }
    self.host = host
  }

  /// The folder of a control group as this process sees it.
  ///
  /// - Parameters:
  ///   - path: Its path in the hierarchy.
  ///   - controller: Of the first version; `nil` for the hierarchy of the second.
  func folder(of path: String, controller: String?) -> String? {
    for mount in mounts where Self.carries(mount, controller) {
      guard let rest = Self.rest(of: path, below: mount.root) else { continue }
      for point in host.candidates(for: mount.point) where Self.isFolder(point + rest) {
        return point + rest
      }
    }
    return nil
  }

  private static func carries(_ mount: CgroupMount, _ controller: String?) -> Bool {
    guard let controller else { return mount.isUnified }
    return !mount.isUnified && mount.options.contains(controller)
  }

  private static func rest(of path: String, below root: String) -> String? {
    if root == "/" { return path }
    guard path.hasPrefix(root) else { return nil }
    let rest = String(path.dropFirst(root.count))
    return rest.isEmpty || rest.hasPrefix("/") ? rest : nil
  }

  private static func isFolder(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }
}
