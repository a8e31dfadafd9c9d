internal import Glibc
internal import Synchronization

/// Where log lines go: a descriptor whose reader may be slow or stuck.
///
/// Nobody who serves requests waits for a reader of the log. A line that finds no room is dropped,
/// and the next one that is written says how many were.
package final class LogSink: Sendable {
  private let descriptor: CInt
  private let lost = Atomic<Int>(0)

  package init(descriptor: CInt = STDERR_FILENO) {
    self.descriptor = descriptor
  }

  package func write(_ line: [UInt8]) {
    guard hasRoom else {
      lost.add(1, ordering: .relaxed)
      return
    }
    let count = lost.exchange(0, ordering: .relaxed)
    if count > 0 { send(Array("level=warn msg=\"log lines lost\" count=\(count)\n".utf8)) }
    send(line)
  }

  private var hasRoom: Bool {
    var look = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return unsafe poll(&look, 1, 0) == 1 && look.revents & Int16(POLLOUT) != 0
  }

  private func send(_ line: [UInt8]) {
    var sent = 0
    while sent < line.count {
      let result = unsafe line.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress! + sent, $0.count - sent)
      }
      if result < 0, errno == EINTR { continue }
      guard result > 0 else { return }
      sent += result
    }
  }
}
