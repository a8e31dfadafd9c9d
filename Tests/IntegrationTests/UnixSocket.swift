import Foundation
import Synchronization
import TestSupport
import Testing

/// A stream socket on a path.
final class UnixSocket: Sendable {
  private let descriptor: Mutex<CInt>

  init(connectingTo path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let result = unsafe Self.with(path) { address, length in
      unsafe connect(descriptor, address, length)
    }
    try #require(result == 0, "connect \(path): \(errno)")
    self.descriptor = Mutex(descriptor)
  }

  init(listeningAt path: String) throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let result = unsafe Self.with(path) { address, length in
      unsafe bind(descriptor, address, length)
    }
    try #require(result == 0, "bind \(path): \(errno)")
    listen(descriptor, 8)
    self.descriptor = Mutex(descriptor)
  }

  deinit { close() }

  var rawValue: CInt { descriptor.withLock { $0 } }

  func close() {
    descriptor.withLock { descriptor in
      guard descriptor >= 0 else { return }
      shutdown(descriptor, CInt(SHUT_RDWR))
      _ = Foundation.close(descriptor)
      descriptor = -1
    }
  }

  private static func with(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) {
      unsafe $0.copyBytes(from: path.utf8.prefix($0.count - 1))
    }
    return unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}

/// A server that never says a word: it does not even accept, or it accepts and reads.
final class MuteServer: Sendable {
  let path: String
  private let socket: UnixSocket
  private let clients = Counter()

  /// Whether somebody was accepted.
  var hasClient: Bool { clients.value > 0 }

  init(at path: String, reads: Bool) throws {
    self.path = path
    let socket = try UnixSocket(listeningAt: path)
    self.socket = socket
    guard reads else { return }
    let listener = socket.rawValue
    let clients = clients
    Thread.detachNewThread {
      while case let client = accept(listener, nil, nil), client >= 0 {
        clients.increment()
        Thread.detachNewThread {
          var buffer = [UInt8](repeating: 0, count: 4096)
          while unsafe read(client, &buffer, buffer.count) > 0 {}
          _ = Foundation.close(client)
        }
      }
    }
  }
}

/// A systemd on its private socket that lets everybody in, answers nothing and sends signals without
/// end.
final class ChattyServer: Sendable {
  let path: String
  private let socket: UnixSocket

  init(at path: String) throws {
    self.path = path
    let socket = try UnixSocket(listeningAt: path)
    self.socket = socket
    let listener = socket.rawValue
    Thread.detachNewThread {
      while case let client = accept(listener, nil, nil), client >= 0 {
        // So much is always under way that the reader never has to wait for more.
        var room: CInt = 64 << 20
        unsafe setsockopt(client, SOL_SOCKET, SO_SNDBUFFORCE, &room, socklen_t(4))
        var welcome = Array(
          "DATA\r\nOK 0123456789abcdef0123456789abcdef\r\nAGREE_UNIX_FD\r\n".utf8)
        for _ in 0..<1000 { welcome += Self.signal }
        var talk = welcome
        while unsafe send(client, talk, talk.count, CInt(MSG_NOSIGNAL)) == talk.count {
          talk = Array(welcome.suffix(1000 * Self.signal.count))
        }
        _ = Foundation.close(client)
      }
    }
  }

  /// A message of D-Bus without a body: its fixed part, the length of its fields, and a path, an
  /// interface and a member, each on a multiple of eight.
  private static let signal: [UInt8] =
    [0x6C, 4, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 42, 0, 0, 0]
    + [1, 1, 0x6F, 0, 1, 0, 0, 0, 0x2F, 0, 0, 0, 0, 0, 0, 0]
    + [2, 1, 0x73, 0, 3, 0, 0, 0, 0x61, 0x2E, 0x62, 0, 0, 0, 0, 0]
    + [3, 1, 0x73, 0, 1, 0, 0, 0, 0x43, 0, 0, 0, 0, 0, 0, 0]
}
