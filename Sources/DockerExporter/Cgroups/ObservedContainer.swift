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
    // `PID (NAME) STATE PARENT GROUP SESSION TERMINAL FOREGROUND FLAGS …`; the name may hold anything.
    guard let name = stat.lastIndex(of: UInt8(ascii: ")")) else { return true }
    var fields = TextCursor(stat.span.extracting((name + 1)...))
    let state = fields.slice()
    if state.equals("Z") || state.equals("X") { return true }
    fields.skip(fields: 5)
    let flags = (try? fields.integer()) ?? 0
    return flags & Self.isExiting != 0
  }

  /// `PF_EXITING`, which the kernel sets before it takes a process's network from it.
  private static let isExiting: UInt64 = 0x4
}
