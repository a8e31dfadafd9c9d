internal import Foundation
internal import Synchronization

/// What `/proc/PID/stat` says of a process.
package struct ProcessStatus: Sendable {
  package let command: String
  package let parent: Int32
  /// Whether a signal has stopped it.
  package let isStopped: Bool
  /// Whether it has ended and only waits for its parent to ask.
  package let isOver: Bool
}

/// - Parameter procfs: Where processes have such numbers.
/// - Returns: `nil` where there is no such process.
package func stat(_ pid: Int32, in procfs: String = "/proc") -> ProcessStatus? {
  guard let text = try? String(contentsOfFile: "\(procfs)/\(pid)/stat", encoding: .utf8),
    let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")")
  else { return nil }
  let fields = text[close...].dropFirst(2).split(separator: " ")
  guard fields.count > 1, let parent = Int32(fields[1]) else { return nil }
  return ProcessStatus(
    command: String(text[text.index(after: open)..<close]), parent: parent,
    isStopped: fields[0] == "T", isOver: fields[0] == "Z" || fields[0] == "X")
}

/// Waits until `condition` holds.
package func wait(
  seconds: Double, for what: String, until condition: () throws -> Bool
) throws {
  let end = Date(timeIntervalSinceNow: seconds)
  while !(try condition()) {
    guard Date() < end else {
      throw Failure(description: "waited \(seconds) s in vain for \(what)")
    }
    pauseBriefly()
  }
}

/// A TCP port of 127.0.0.1 that nobody uses now, and that was not given out before.
package func freePort() throws -> Int {
  for _ in 0..<1000 {
    let port = try unusedPort()
    if givenOut.withLock({ $0.insert(port).inserted }) { return port }
  }
  throw Failure(description: "no free port that was not given out before")
}

private let givenOut = Mutex<Set<Int>>([])

private func unusedPort() throws -> Int {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let result = unsafe withUnsafeMutablePointer(to: &address) {
    unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      let bound = unsafe bind(descriptor, $0, length)
      return unsafe bound == 0 ? getsockname(descriptor, $0, &length) : bound
    }
  }
  guard result == 0 else { throw Failure(description: "no free port: error \(errno)") }
  return Int(UInt16(bigEndian: address.sin_port))
}
