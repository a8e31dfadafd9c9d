import Glibc
import Shared

/// The kernel's log, asked which containers it has killed in for want of memory.
///
/// The engine's own event is lost when the process ends before the engine has begun to watch the
/// container's memory, or its memory has gone before the engine looked. The kernel has written its
/// line by then. It takes root, or CAP_SYSLOG; without, the engine's word has to do.
final class KernelLog {
  /// -1 where it cannot be read.
  private let descriptor: CInt
  private var record = [UInt8](repeating: 0, count: 8192)

  /// - Parameter path: Each read of it gives one record.
  init(_ path: String = "/dev/kmsg") {
    guard let opened = try? FileDescriptor(opening: path, waits: false) else {
      descriptor = -1
      return
    }
    descriptor = opened.release()
    lseek(descriptor, 0, SEEK_END)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Ids of containers with a kill since the last call.
  func kills() -> [String] {
    guard descriptor >= 0 else { return [] }
    var ids: [String] = []
    // Others may write faster than this reads.
    for _ in 0..<10_000 {
      let count = unsafe read(descriptor, &record, record.count)
      // EPIPE: the kernel has overwritten what comes next, and goes on after that.
      if count < 0, errno == EPIPE || errno == EINTR { continue }
      guard count > 0 else { break }
      ids += Self.ids(in: String(decoding: record[..<count], as: UTF8.self))
    }
    return ids
  }

  /// Ids of the containers that a line on a kill names: 64 hexadecimal digits in the path of the
  /// killed task's cgroup, more than one for an engine in a container.
  static func ids(in line: String) -> [String] {
    guard let start = line.firstIndex(of: ";"),
      line[start...].dropFirst().hasPrefix("oom-kill:"),
      let field = line.split(separator: ",").first(where: { $0.hasPrefix("task_memcg=") })
    else { return [] }
    return field.split { !$0.isHexDigit }.filter { $0.count == 64 }.map(String.init)
  }
}
