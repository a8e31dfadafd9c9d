import Foundation
import Synchronization
import TestSupport
import Testing

/// A port of 127.0.0.1 where something answers that is no Redis, or none that means well. What it is
/// told is kept.
final class RogueServer: Sendable {
  enum Behaviour: Sendable, CustomTestStringConvertible {
    /// Accepts, and says nothing.
    case silent
    /// Answers every message with these bytes.
    case says([UInt8])
    /// Says this before it was asked, and hangs up.
    case hangsUp(saying: String)
    /// Begins its answer so, and goes on with noughts for as long as somebody reads.
    case neverEnds(after: String)

    static func says(_ text: String) -> Self { .says(Array(text.utf8)) }

    var testDescription: String {
      switch self {
      case .silent: "silent"
      case .says(let bytes):
        "says \(String(decoding: bytes.prefix(20), as: UTF8.self).debugDescription)"
      case .hangsUp(let text): "hangs up saying \(text.debugDescription)"
      case .neverEnds(let text): "never ends after \(text.debugDescription)"
      }
    }
  }

  let port: Int
  private let listener: CInt
  private let heard: Heard

  private final class Heard: Sendable {
    let clients = Counter()
    let gone = Counter()
    let bytes = Mutex<[UInt8]>([])
  }

  init(_ behaviour: Behaviour) throws {
    let port = try freePort()
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in(port: port)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(result == 0 && listen(listener, 64) == 0, "listen at \(port): error \(errno)")
    let heard = Heard()
    self.port = port
    self.listener = listener
    self.heard = heard
    Thread.detachNewThread {
      while case let client = accept(listener, nil, nil), client >= 0 {
        heard.clients.increment()
        Thread.detachNewThread {
          Self.talk(with: client, behaviour, heard)
          close(client)
          heard.gone.increment()
        }
      }
    }
  }

  deinit {
    shutdown(listener, CInt(SHUT_RDWR))
    close(listener)
  }

  /// How many have connected.
  var clients: Int { heard.clients.value }
  /// How many of them are still there.
  var present: Int { heard.clients.value - heard.gone.value }
  /// All that they have said.
  var said: String { String(decoding: heard.bytes.withLock { $0 }, as: UTF8.self) }

  private static func talk(with client: CInt, _ behaviour: Behaviour, _ heard: Heard) {
    if case .hangsUp(let text) = behaviour {
      _ = pass(Array(text.utf8), to: client)
      return
    }
    var buffer = [UInt8](repeating: 0, count: 16384)
    while case let count = recv(client, &buffer, buffer.count, 0), count > 0 {
      heard.bytes.withLock { $0 += buffer[..<count] }
      switch behaviour {
      case .silent, .hangsUp: break
      case .says(let bytes): guard pass(bytes, to: client) else { return }
      case .neverEnds(let text):
        guard pass(Array(text.utf8), to: client) else { return }
        let more = [UInt8](repeating: UInt8(ascii: "0"), count: 65536)
        while pass(more, to: client) {}
        return
      }
    }
  }

  private static func pass(_ bytes: [UInt8], to client: CInt) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(client, $0.baseAddress! + sent, bytes.count - sent, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
