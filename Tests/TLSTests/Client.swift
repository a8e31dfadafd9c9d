import Foundation
import Shared
import TestSupport
import Testing

@testable import TLS

/// A connection to a server on this machine, whose test waits for the network until a deadline.
final class Client {
  enum Outcome: Error { case deadline }

  let socket: CInt
  let transport: TLSTransport

  /// - Parameter host: What the client believes to connect to; it is always 127.0.0.1.
  init(_ context: TLSClientContext, port: Int, host: String = "127.0.0.1") throws {
    socket = try Self.connect(port)
    do {
      transport = try TLSTransport(socket: socket, context: context, host: host)
    } catch {
      close(socket)
      throw error
    }
  }

  deinit { close(socket) }

  /// Waits for the handshake's end.
  func handshake(within seconds: Double = 30) throws {
    let deadline = Deadline(in: .seconds(seconds))
    while true {
      switch transport.handshake() {
      case .done: return
      case .failed(let error): throw error
      case .wantRead: try wait(POLLIN, deadline)
      case .wantWrite: try wait(POLLOUT, deadline)
      }
    }
  }

  /// Writes all of it, in two parts.
  func send(_ text: String) throws {
    let bytes = Array(text.utf8)
    let deadline = Deadline(in: .seconds(30))
    var start = 0
    while start < bytes.count {
      let left = bytes.span.extracting(droppingFirst: start)
      let half = left.count / 2
      switch transport.write(left.extracting(first: half), left.extracting(droppingFirst: half)) {
      case .done(let count): start += count
      case .wantRead: try wait(POLLIN, deadline)
      case .wantWrite: try wait(POLLOUT, deadline)
      case .closed: throw transport.failure ?? end
      }
    }
  }

  /// Reads until there are so many bytes.
  func receive(_ count: Int) throws -> String {
    var bytes: [UInt8] = []
    let deadline = Deadline(in: .seconds(30))
    var buffer = [UInt8](repeating: 0, count: 5000)
    while bytes.count < count {
      let room = min(buffer.count, count - bytes.count)
      let result = unsafe buffer.withUnsafeMutableBytes {
        unsafe transport.read(into: UnsafeMutableRawBufferPointer(rebasing: $0.prefix(room)))
      }
      switch result {
      case .done(let read): bytes += buffer.prefix(read)
      case .wantRead: try wait(POLLIN, deadline)
      case .wantWrite: try wait(POLLOUT, deadline)
      case .closed: throw transport.failure ?? end
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What a test sees where the server has just gone.
  private var end: TLSError { TLSError(subject: "connection", reason: "ended") }

  private func wait(_ events: CInt, _ deadline: Deadline) throws {
    var entry = pollfd(fd: socket, events: Int16(events), revents: 0)
    guard unsafe poll(&entry, 1, deadline.pollTimeout) > 0 else { throw Outcome.deadline }
  }

  /// A socket that does not block, connected to a port of this machine.
  static func connect(_ port: Int) throws -> CInt {
    let descriptor = Foundation.socket(
      AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    let result = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      let code = errno
      close(descriptor)
      throw Failure(description: "connect to port \(port): error \(code)")
    }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    return descriptor
  }
}

/// Begins a connection and has Redis answer.
func ping(_ client: Client) throws {
  try client.handshake()
  try client.send("PING\r\n")
  #expect(try client.receive(7) == "+PONG\r\n")
}

/// What the error says that `work` must end with.
func failure(_ work: () throws -> Void) -> String? {
  #expect(throws: TLSError.self, performing: work)?.description
}
