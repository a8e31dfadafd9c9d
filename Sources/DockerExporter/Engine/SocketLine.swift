import Glibc
import Shared
import Synchronization

/// The way to an engine of this machine: its Unix socket.
final class SocketLine: EngineLine {
  private struct Connection {
    /// Of the socket that is connected; `nil` before, and after it has ended.
    var descriptor: CInt?
    var isCancelled = false
  }

  private let address: EngineAddress
  private let socketPath: String
  private let connection = Mutex(Connection())

  init(_ address: EngineAddress, _ socketPath: String) {
    self.address = address
    self.socketPath = socketPath
  }

  deinit { hangUp() }

  func cancel() {
    connection.withLock { connection in
      connection.isCancelled = true
      // Whoever waits for it is woken up; closing it is for the thread that asks.
      if let descriptor = connection.descriptor { shutdown(descriptor, CInt(SHUT_RDWR)) }
    }
  }

  func get(
    _ path: String, into receiver: Receiver, by deadline: Deadline
  ) throws(EngineError) -> Int {
    let call = Call(address: address, path: path, receiver: receiver, deadline: deadline)
    if let descriptor = connection.withLock({ $0.descriptor }) {
      // The engine may have ended a connection that was idle: that is nobody's failure.
      if let status = try finish(call, over: descriptor, isFresh: false) { return status }
    }
    guard let status = try finish(call, over: try connect(call), isFresh: true) else {
      throw call.error(.cut, "the connection ended before the answer did")
    }
    return status
  }

  private struct Call {
    let address: EngineAddress
    let path: String
    let receiver: Receiver
    let deadline: Deadline

    var request: [UInt8] {
      Array(
        "GET \(path) HTTP/1.1\r\nHost: docker\r\nUser-Agent: docker-exporter\r\n\r\n".utf8)
    }

    func error(_ kind: EngineError.Kind, _ reason: String) -> EngineError {
      address.error(path, kind, reason)
    }
  }

  /// Makes a request and reads its answer; what fails ends the connection.
  ///
  /// - Returns: The status; `nil` when an old connection turned out to have ended.
  private func finish(
    _ call: Call, over descriptor: CInt, isFresh: Bool
  ) throws(EngineError) -> Int? {
    do throws(EngineError) {
      let parser = try exchange(call, over: descriptor)
      if !parser.keepsConnection { hangUp() }
      if let problem = call.receiver.problem { throw problem }
      if !parser.isWhole {
        if !parser.hasBegun, !isFresh { return nil }
        throw call.error(.cut, "the connection ended before the answer did")
      }
      return parser.header.status
    } catch {
      hangUp()
      throw error
    }
  }

  private func exchange(
    _ call: Call, over descriptor: CInt
  ) throws(EngineError) -> AnswerParser {
    var parser = AnswerParser()
    // One that has ended says so when it is read from.
    try send(call, over: descriptor)
    var buffer = [UInt8](repeating: 0, count: 8192)
    while !parser.isWhole, call.receiver.problem == nil {
      try wait(CInt(POLLIN), descriptor, call)
      let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EAGAIN || errno == EINTR { continue }
      guard count > 0 else {
        parser.end()
        break
      }
      do {
        try parser.read(buffer.span.extracting(..<count), call.receiver)
      } catch {
        throw call.error(.other, "what answers there does not speak HTTP")
      }
    }
    try checkCancellation(call)
    return parser
  }

  private func send(_ call: Call, over descriptor: CInt) throws(EngineError) {
    let request = call.request
    var sent = 0
    while sent < request.count {
      let rest = request.span.extracting(sent...)
      let count = unsafe rest.withUnsafeBufferPointer {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      if count > 0 {
        sent += count
      } else if errno == EAGAIN {
        try wait(CInt(POLLOUT), descriptor, call)
      } else if errno != EINTR {
        return
      }
    }
  }

  private func wait(_ events: CInt, _ descriptor: CInt, _ call: Call) throws(EngineError) {
    var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    while true {
      try checkCancellation(call)
      let timeout = call.deadline.pollTimeout
      let count = unsafe poll(&entry, 1, timeout)
      if count > 0 { return }
      if count == 0, call.deadline.hasPassed { throw call.error(.timeout, "no answer in time") }
    }
  }

  private func checkCancellation(_ call: Call) throws(EngineError) {
    if connection.withLock({ $0.isCancelled }) { throw call.error(.cancelled, "cancelled") }
  }

  private func hangUp() {
    let descriptor = connection.withLock { $0.descriptor.take() }
    if let descriptor { close(descriptor) }
  }
}

// MARK: - Connecting

extension SocketLine {
  private func connect(_ call: Call) throws(EngineError) -> CInt {
    hangUp()
    let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let socket = FileDescriptor(owning: Glibc.socket(AF_UNIX, kind, 0))
    guard socket.rawValue >= 0 else { throw Self.failure(call, errno) }
    while !reach(socket.rawValue) {
      let code = errno
      guard code == EAGAIN || code == EINTR else { throw Self.failure(call, code) }
      // The engine's queue is full, and nothing says when it is not any more.
      try checkCancellation(call)
      if call.deadline.hasPassed { throw call.error(.timeout, "no answer in time") }
      usleep(10_000)
    }
    let descriptor = socket.release()
    connection.withLock { $0.descriptor = descriptor }
    return descriptor
  }

  /// The corresponding C function is `connect`.
  private func reach(_ descriptor: CInt) -> Bool {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // The length has been checked, and a zero byte remains behind it.
    unsafe withUnsafeMutableBytes(of: &address.sun_path) {
      unsafe $0.copyBytes(from: socketPath.utf8)
    }
    return unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }

  private static func failure(_ call: Call, _ code: CInt) -> EngineError {
    .unconnected(
      "GET \(call.path.prefix { $0 != "?" })", of: call.address, code: code,
      words: unsafe String(cString: strerror(code)))
  }
}
