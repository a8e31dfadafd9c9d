import Foundation
import Synchronization
import TestSupport
import Testing

/// A server on 127.0.0.1 that wants to know passwords: whoever connects is asked for one in clear
/// text, as PostgreSQL does with the method `password`, and what comes is kept.
///
/// A mute one accepts and asks for nothing.
final class PasswordTrap: Sendable {
  let port: Int
  private let listener: CInt
  private let heard: Heard

  private final class Heard: Sendable {
    let clients = Counter()
    let bytes = Mutex<[UInt8]>([])
  }

  /// AuthenticationCleartextPassword.
  private static let question: [UInt8] = [UInt8(ascii: "R"), 0, 0, 0, 8, 0, 0, 0, 3]

  init(isMute: Bool = false) throws {
    let port = try freePort()
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(
      result == 0 && Foundation.listen(listener, 16) == 0, "listen at \(port): error \(errno)")
    let heard = Heard()
    self.port = port
    self.listener = listener
    self.heard = heard
    Thread.detachNewThread {
      while case let client = accept(listener, nil, nil), client >= 0 {
        heard.clients.increment()
        Thread.detachNewThread { Self.talk(with: client, isMute, heard) }
      }
    }
  }

  deinit {
    shutdown(listener, CInt(SHUT_RDWR))
    close(listener)
  }

  /// How many have connected.
  var clients: Int { heard.clients.value }
  /// All that they have said.
  var said: String { String(decoding: heard.bytes.withLock { $0 }, as: UTF8.self) }

  private static func talk(with client: CInt, _ isMute: Bool, _ heard: Heard) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var isAsked = false
    while case let count = unsafe read(client, &buffer, buffer.count), count > 0 {
      heard.bytes.withLock { $0 += buffer[..<count] }
      if isMute { continue }
      // Who has answered has told all that we want to know.
      if isAsked { break }
      isAsked = true
      let question = Self.question
      _ = unsafe send(client, question, question.count, CInt(MSG_NOSIGNAL))
    }
    close(client)
  }
}
