import CLinux
import Glibc
import Shared

/// A connected socket, and the bytes that go over it, by a deadline. It is closed with its last
/// reference.
@safe final class Link {
  private let socket: FileDescriptor
  private var transport: any Transport
  private let place: String

  /// - Parameter transport: Made over the socket, which stays this value's.
  init(_ socket: consuming FileDescriptor, _ transport: any Transport, place: String) {
    self.socket = socket
    self.transport = transport
    self.place = place
  }

  /// Sends all of it.
  func send(_ bytes: [UInt8], by deadline: Deadline) throws(RedisError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      switch transport.write(rest.span, Span()) {
      case .done(let count): rest = rest.dropFirst(count)
      case .wantRead: try wait(for: POLLIN, by: deadline)
      case .wantWrite: try wait(for: POLLOUT, by: deadline)
      case .closed: throw lost
      }
    }
  }

  /// Receives what has come, and waits for it where nothing has.
  ///
  /// - Returns: How many bytes of `buffer` it filled, at least one.
  func receive(
    into buffer: UnsafeMutableRawBufferPointer, by deadline: Deadline
  ) throws(RedisError) -> Int {
    while true {
      switch unsafe transport.read(into: buffer) {
      case .done(let count): return count
      case .wantRead: try wait(for: POLLIN, by: deadline)
      case .wantWrite: try wait(for: POLLOUT, by: deadline)
      case .closed: throw lost
      }
    }
  }

  /// Whether nothing has come that nobody asked for, as the end of the connection is.
  var isQuiet: Bool {
    guard !transport.hasReadAhead else { return false }
    var watched = pollfd(fd: socket.rawValue, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&watched, 1, 0) == 0
  }

  private var lost: RedisError {
    RedisError(.refused, "read from \(place): the server closed the connection")
  }

  private func wait(for events: CInt, by deadline: Deadline) throws(RedisError) {
    guard Self.wait(for: events, on: socket.rawValue, by: deadline) else {
      throw RedisError(.timeout, "read from \(place): no answer in time")
    }
  }

  /// - Returns: Whether the socket is ready; an error is the next call's to find.
  static func wait(for events: CInt, on socket: CInt, by deadline: Deadline) -> Bool {
    var watched = pollfd(fd: socket, events: Int16(events), revents: 0)
    while !deadline.hasPassed {
      let count = unsafe poll(&watched, 1, deadline.pollTimeout)
      if count > 0 || count < 0 && errno != EINTR { return true }
    }
    return false
  }
}
