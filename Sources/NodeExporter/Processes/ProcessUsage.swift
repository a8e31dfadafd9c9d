import Shared

/// What a process uses, by `/proc/PID/stat`.
struct ProcessUsage: Equatable {
  /// The command's name, at most 15 bytes of it; never its arguments. The kernel's own threads go by what
  /// stands before a slash or a colon, as `kworker`.
  let command: String
  /// Clock ticks, in user mode and in the kernel.
  let ticks: UInt64
  /// Clock ticks since the machine started: together with its number it tells it from later ones.
  let startTime: UInt64
  let residentPages: UInt64

  /// - Parameter fields: What follows the state: ppid, pgrp, session, tty, tpgid, flags, four counts of
  ///   faults, utime, stime, two of children, priority, nice, threads, a zero, start time, size, pages.
  init(name: Span<UInt8>, fields: consuming TextCursor) throws(ParseError) {
    var fields = fields
    fields.skip(fields: 5)
    // PF_KTHREAD of the kernel's include/linux/sched.h.
    let isKernels = try fields.integer() & 0x0020_0000 != 0
    fields.skip(fields: 4)
    let user = try fields.integer()
    ticks = user &+ (try fields.integer())
    fields.skip(fields: 6)
    startTime = try fields.integer()
    fields.skip()
    residentPages = try fields.integer()
    let name = String(copying: name)
    command = isKernels ? String(name.prefix { $0 != "/" && $0 != ":" }) : name
  }
}
