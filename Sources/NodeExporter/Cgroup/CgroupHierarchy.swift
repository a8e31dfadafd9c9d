import Shared

/// Where control groups are below `/sys/fs/cgroup`: in one hierarchy, that of the second version, or in
/// one for each controller, that of the first, beside which a hybrid host has `unified`.
struct CgroupHierarchy: Sendable {
  /// Where a controller's files are, and of which version.
  struct Place: Equatable, Sendable {
    let folder: String
    let isUnified: Bool
  }

  let cpu: Place?
  let memory: Place?
  let blockIO: Place?
  let pids: Place?
  /// Of the second version, which alone knows of pressure.
  let unified: Place?

  static let root = "fs/cgroup"

  /// - Throws: ``Absent`` where there are no control groups.
  init(_ sys: FileTree) throws {
    let names = Set(try sys.namesOrAbsent(in: Self.root))
    func has(_ path: String) -> Bool { (try? sys.names(in: "\(Self.root)/\(path)")) != nil }
    if names.contains("cgroup.controllers") {
      unified = Place(folder: Self.root, isUnified: true)
    } else {
      unified =
        has("unified") ? Place(folder: "\(Self.root)/unified", isUnified: true) : nil
    }
    let unified = unified
    func first(_ controllers: String...) -> Place? {
      for name in controllers where names.contains(name) && has(name) {
        return Place(folder: "\(Self.root)/\(name)", isUnified: false)
      }
      return unified
    }
    cpu = first("cpuacct", "cpu,cpuacct")
    memory = first("memory")
    blockIO = first("blkio")
    pids = first("pids")
    guard cpu != nil || memory != nil else { throw Absent(sys.path(Self.root)) }
  }

  /// The paths of services, of sessions and of containers, relative to the hierarchies' roots, in byte
  /// order.
  func groups(_ sys: FileTree) -> [String] {
    var found: Set<String> = []
    var folders: Set<String> = []
    for place in [cpu, memory, blockIO, unified] {
      guard let place, folders.insert(place.folder).inserted else { continue }
      Self.look(into: "", of: place, sys, depth: 0, &found)
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Goes down through slices and the like. What a service or a container makes below its own group is a
  /// part of it.
  private static func look(
    into path: String, of place: Place, _ sys: FileTree, depth: Int, _ found: inout Set<String>
  ) {
    guard depth < 8, let names = try? sys.names(in: place.folder + path) else { return }
    for name in names {
      if isGroup(name) {
        found.insert("\(path)/\(name)")
      } else if name.hasSuffix(".slice") || !name.contains(".") {
        // The kernel's own files have a dot or are no folders.
        look(into: "\(path)/\(name)", of: place, sys, depth: depth + 1, &found)
      }
    }
  }

  /// `nginx.service`, `session-3.scope`, `docker-ID.scope`, or the ID that Docker and others call a group
  /// by themselves.
  static func isGroup(_ name: String) -> Bool {
    if name.hasSuffix(".service") || name.hasSuffix(".scope") { return true }
    return name.utf8.count == 64 && name.allSatisfy { $0.isASCII && $0.isHexDigit }
  }
}
