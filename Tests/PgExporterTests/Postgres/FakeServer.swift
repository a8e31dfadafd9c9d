import Foundation
import Synchronization
import TestSupport
import Testing

/// A listener on 127.0.0.1 that does with each client what it is told.
final class FakeServer: Sendable {
  let port: Int
  private let listener: CInt
  private let accepted = Counter()
  /// Kept open until the end.
  private let clients = Mutex<[CInt]>([])

  /// How many connections were accepted.
  var clientCount: Int { accepted.value }

  /// - Parameter serve: Runs on a thread of its own for each client; what it returns decides whether
  ///   the connection is kept open. `nil` accepts nobody: the kernel lets them in all the same.
  init(_ serve: (@Sendable (CInt) -> Bool)?) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        let result = bind(listener, address, length)
        getsockname(listener, address, &length)
        return result
      }
    }
    try #require(result == 0)
    port = Int(UInt16(bigEndian: address.sin_port))
    listen(listener, 64)
    guard let serve else { return }
    Thread.detachNewThread { [weak self] in
      while case let client = accept(listener, nil, nil), client >= 0 {
        guard let self else { return }
        accepted.increment()
        Thread.detachNewThread { [self] in
          if serve(client) { clients.withLock { $0.append(client) } } else { close(client) }
        }
      }
    }
  }

  deinit {
    shutdown(listener, CInt(SHUT_RDWR))
    close(listener)
    for client in clients.withLock({ $0 }) { close(client) }
  }

  /// Sends as long as somebody takes it.
  @discardableResult
  static func send(_ bytes: [UInt8], to client: CInt) -> Bool {
    Glibc.send(client, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count
  }

  /// What the client has said so far, once it has said something.
  static func receive(from client: CInt) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = recv(client, &buffer, buffer.count, 0)
    return Array(buffer.prefix(max(count, 0)))
  }

  /// A message of the protocol: its letter, its length, its body.
  static func message(_ letter: Character, _ body: [UInt8]) -> [UInt8] {
    let length = UInt32(body.count + 4)
    return [letter.asciiValue ?? 0]
      + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }
      + body
  }

  static func error(_ state: String, _ text: String) -> [UInt8] {
    message("E", Array("SFATAL\0VFATAL\0C\(state)\0M\(text)\0Fx.c\0L1\0Rf\0\0".utf8))
  }

  /// Lets a client in, as PostgreSQL 15.
  static let welcome: [UInt8] =
    message("R", [0, 0, 0, 0]) + message("S", Array("server_version\u{0}15.4\u{0}".utf8))
    + message("K", [0, 0, 0, 9, 1, 2, 3, 4]) + message("Z", Array("I".utf8))
}
