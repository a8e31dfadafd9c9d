import Glibc
import Shared

/// The kernel's log, asked which containers it has killed in for want of memory, and whom.
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

  /// A process that was killed.
  struct Kill: Sendable, Equatable {
    /// Of the containers that it was in, more than one for an engine in a container; none where the
    /// line does not say.
    var ids: [String]
    /// Its number on the host.
    let process: Int32
  }

  /// What has been killed since the last call.
  func kills() -> [Kill] {
    guard descriptor >= 0 else { return [] }
    var kills: [Kill] = []
    // Others may write faster than this reads.
    for _ in 0..<10_000 {
      let count = unsafe read(descriptor, &record, record.count)
      // EPIPE: the kernel has overwritten what comes next, and goes on after that.
      if count < 0, errno == EPIPE || errno == EINTR { continue }
      guard count > 0 else { break }
      if let kill = Self.kill(in: String(decoding: record[..<count], as: UTF8.self)) {
        kills.append(kill)
      }
    }
    return kills
  }

  /// The kill that a line tells of: the one that names the cgroup of whom it hits, in whose path an
  /// id is 64 hexadecimal digits, or the one that names nobody else when a whole cgroup is hit.
  static func kill(in line: String) -> Kill? {
    guard let start = line.firstIndex(of: ";") else { return nil }
    let text = line[start...].dropFirst()
    let whole = "Memory cgroup out of memory: Killed process "
    if text.hasPrefix(whole) {
      return Int32(text.dropFirst(whole.count).prefix { $0.isNumber })
        .map { Kill(ids: [], process: $0) }
    }
    guard text.hasPrefix("oom-kill:") else { return nil }
    let fields = text.split(separator: ",")
    func field(_ name: String) -> Substring? {
      fields.first { $0.hasPrefix(name) }.map { $0.dropFirst(name.count) }
    }
    guard let path = field("task_memcg="), let process = field("pid=").flatMap({ Int32($0) })
    else { return nil }
    let ids = path.split { !$0.isHexDigit }.filter { $0.count == 64 }.map(String.init)
    return ids.isEmpty ? nil : Kill(ids: ids, process: process)
  }
}
