/// How a container ended.
enum DeathReason: String, Sendable, CaseIterable {
  /// By itself, whatever its exit code.
  case exited
  /// By a signal, somebody's or its own.
  case signal
  /// By the kernel, for want of memory.
  case oom
}

/// The end of a container's main process, and what was seen before it.
struct Death: Sendable, Equatable {
  let id: String
  let name: String
  /// Seconds since 1970.
  let time: Double
  /// `nil` when nobody has told it yet.
  var exitCode: Int?
  /// Whether somebody had the engine send SIGKILL.
  var wasAskedFor = false
  /// When memory last ran out in this life, in seconds since 1970.
  var oomAt: Double?
  /// Whether the kernel has said whom it killed for want of memory, and it was not the main process.
  var wasSpared = false
  /// What the engine says of memory at the end.
  var isFlagged = false

  /// 128 and the number of SIGKILL.
  private static let killed = 137

  /// A kill for want of memory ends a process within moments, or a while later when it is large. One
  /// from long before was of a child that the main process survived.
  private static let oomWindow = 30.0

  /// How it ended; `nil` while that cannot be told.
  ///
  /// An exit code of 128 and a signal's number (1 to 31) means that signal. A process may end by itself with
  /// such a code, as a shell does whose command was killed; nobody can tell the two apart. One that
  /// ends with 0 when it is asked to stop has exited. The kernel's kill for want of memory looks
  /// like everybody's SIGKILL, and is told by what was seen before it, unless SIGKILL was asked for
  /// or the kernel itself says that it was another process.
  var reason: DeathReason? {
    guard let exitCode else { return nil }
    guard (129...159).contains(exitCode) else { return .exited }
    guard exitCode == Self.killed, !wasAskedFor, !wasSpared else { return .signal }
    if let oomAt { return time - oomAt < Self.oomWindow ? .oom : .signal }
    return isFlagged ? .oom : nil
  }
}
