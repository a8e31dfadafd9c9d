/// How a container ended.
enum DeathReason: String, Sendable, CaseIterable {
  /// By itself, whatever its exit code.
  case exited
  /// By a signal, somebody's or its own.
  case signal
  /// By the kernel, for want of memory.
  case oom
}
