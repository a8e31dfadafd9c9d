import Glibc
import Shared

/// A container as collectors of usage see it.
struct ObservedContainer: Sendable {
  let container: Container
  let labels: Labels
  /// `nil` when it does not run, or has just ended.
  let life: ContainerLife?
}

/// A container between a start and its end.
struct ContainerLife: Sendable {
  /// What tells it from the next one.
  struct Key: Sendable, Equatable {
    let pid: Int32
    let startedAt: Double?
  }

  let key: Key
  /// `/proc/PID` of the main process.
  let process: FileTree
  let cgroup: Result<CgroupFiles, CgroupError>

  /// Whether the main process has ended, or is about to: its files are going away, and nobody is to
  /// be told so.
  var isEnding: Bool {
    guard let stat = try? process.read("stat") else { return true }
    // `PID (NAME) STATE …`, and the name may hold anything.
    guard let end = stat.lastIndex(of: UInt8(ascii: ")")), end + 2 < stat.count else { return true }
    return stat[end + 2] == UInt8(ascii: "Z") || stat[end + 2] == UInt8(ascii: "X")
  }
}
