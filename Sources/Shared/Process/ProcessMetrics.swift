internal import CLinux
internal import Glibc

/// What this process itself costs, from `/proc/self`.
package struct ProcessMetrics: Sendable {
  private let stat: KernelFile
  private let startTime: Double?

  package init() {
    let proc = FileTree(root: "/proc")
    stat = proc.file("self/stat")
    startTime = Self.startTime(proc, stat)
  }

  package func write(into metrics: inout MetricWriter) {
    var usage = rusage()
    if unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
      metrics.counter(
        "process_cpu_seconds_total", "CPU time that this process used, in user and kernel mode.",
        usage.ru_utime.seconds + usage.ru_stime.seconds)
    }
    if let count = Self.openDescriptors() {
      metrics.gauge("process_open_fds", "File descriptors that are open.", count)
    }
    if let limit = Self.limit(RLIMIT_NOFILE) {
      metrics.gauge("process_max_fds", "File descriptors that may be open.", limit)
    }
    if let file = try? stat.read(), let memory = try? Memory(file.span) {
      metrics.gauge(
        "process_virtual_memory_bytes", "Address space of this process.", memory.virtual)
      metrics.gauge(
        "process_resident_memory_bytes", "Memory of this process that is in RAM.",
        memory.resident)
    }
    if let limit = Self.limit(RLIMIT_AS) {
      metrics.gauge(
        "process_virtual_memory_max_bytes", "Address space that this process may have.", limit)
    }
    if let startTime {
      metrics.gauge(
        "process_start_time_seconds", "When this process started, in seconds since 1970.",
        startTime)
    }
  }

  /// The two sizes in `/proc/self/stat`, in bytes.
  private struct Memory {
    let virtual: UInt64
    let resident: UInt64

    init(_ stat: Span<UInt8>) throws(ParseError) {
      var fields = try TextCursor(afterProgramName: stat)
      fields.skip(fields: 20)
      virtual = try fields.integer()
      resident = try fields.integer() * UInt64(sysconf(CInt(_SC_PAGESIZE)))
    }
  }

  /// `/proc/self/stat` has it in ticks since the machine started, `/proc/stat` when that was.
  private static func startTime(_ proc: FileTree, _ stat: KernelFile) -> Double? {
    guard let own = try? stat.read(), let machine = try? proc.read("stat"),
      var fields = try? TextCursor(afterProgramName: own.span)
    else { return nil }
    fields.skip(fields: 19)
    guard let ticks = try? fields.integer() else { return nil }
    var text = TextCursor(machine.span)
    while var line = text.nextLine() {
      if line.take(prefix: "btime "), let boot = try? line.integer() {
        return Double(boot) + Double(ticks) / Double(sysconf(CInt(_SC_CLK_TCK)))
      }
    }
    return nil
  }

  /// Linux 6.2 tells the number as the folder's size; before, it is 0 and the names are counted.
  private static func openDescriptors() -> Int? {
    let size = (try? FileStatus(of: "/proc/self/fd").size) ?? 0
    if size > 0 { return size }
    // One of them is the folder's own.
    return (try? FileTree(root: "/proc/self/fd").names()).map { $0.count - 1 }
  }

  /// A limit of this process; unlimited is what Go's client writes for it.
  private static func limit(_ resource: __rlimit_resource) -> Double? {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 else { return nil }
    return Double(limit.rlim_cur)
  }
}

extension TextCursor {
  /// Starts after the name in a `/proc/PID/stat`, which is in parentheses and may hold any byte,
  /// parentheses and blanks too.
  @_lifetime(copy stat)
  fileprivate init(afterProgramName stat: Span<UInt8>) throws(ParseError) {
    var end = stat.count - 1
    while end >= 0, stat[end] != UInt8(ascii: ")") { end -= 1 }
    guard end >= 0 else { throw ParseError(expected: "a name in parentheses", found: "") }
    self.init(stat.extracting(droppingFirst: end + 1))
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1_000_000 }
}
