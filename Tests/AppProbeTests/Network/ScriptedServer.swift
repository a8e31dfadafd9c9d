import Foundation
import Synchronization
import TestSupport

/// A server of the test's own, which meets each client on a thread as the test says.
final class ScriptedServer: Sendable {
  /// A client's connection, of which the script may think in blocking calls.
  struct Client: Sendable {
    let socket: CInt

    func say(_ text: String) { say(Array(text.utf8)) }

    func say(_ bytes: [UInt8]) {
      _ = unsafe send(socket, bytes, bytes.count, CInt(MSG_NOSIGNAL))
    }

    /// Reads a line, without its end.
    func hear() -> String {
      var line: [UInt8] = []
      var byte: UInt8 = 0
      while unsafe recv(socket, &byte, 1, 0) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
      return String(decoding: line, as: UTF8.self)
    }

    /// Reads so many bytes.
    func hear(_ count: Int) -> [UInt8] {
      var bytes: [UInt8] = []
      var byte: UInt8 = 0
      while bytes.count < count, unsafe recv(socket, &byte, 1, 0) == 1 { bytes.append(byte) }
      return bytes
    }

    /// Has the connection end by a reset rather than in peace.
    func endsByReset() {
      var linger = linger(l_onoff: 1, l_linger: 0)
      unsafe setsockopt(
        socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Foundation.linger>.size))
    }
  }

  let port: Int
  private let listener: CInt
  private let gone = Gate()

  var target: String { "127.0.0.1:\(port)" }

  /// - Parameter staysOpen: Whether connections last as long as the server when the script is done.
  init(staysOpen: Bool = false, _ meet: @escaping @Sendable (Client) -> Void) throws {
    let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(listener, address, length) == 0 && listen(listener, 1024) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard result else { throw Failure(description: "listen: error \(errno)") }
    port = Int(UInt16(bigEndian: address.sin_port))
    self.listener = listener
    let gone = gone
    Thread {
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        Thread {
          meet(Client(socket: client))
          if staysOpen { gone.pass() }
          close(client)
        }
        .start()
      }
    }
    .start()
  }

  deinit {
    gone.open()
    shutdown(listener, CInt(SHUT_RDWR))
    close(listener)
  }
}

/// Answers datagrams as the test says.
final class ScriptedDatagrams: Sendable {
  let port: Int
  private let socket: CInt

  var target: String { "127.0.0.1:\(port)" }

  /// - Parameter answer: What is sent back, in this order.
  init(_ answer: @escaping @Sendable ([UInt8]) -> [[UInt8]]) throws {
    let socket = Foundation.socket(
      AF_INET, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
      }
    }
    guard result else { throw Failure(description: "bind: error \(errno)") }
    port = Int(UInt16(bigEndian: address.sin_port))
    self.socket = socket
    Thread {
      var buffer = [UInt8](repeating: 0, count: 65536)
      while true {
        var from = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = unsafe withUnsafeMutablePointer(to: &from) {
          unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { from in
            let count = unsafe recvfrom(socket, &buffer, buffer.count, 0, from, &length)
            guard count > 0 else { return false }
            for bytes in answer(Array(buffer[..<count])) {
              _ = unsafe sendto(socket, bytes, bytes.count, 0, from, length)
            }
            return true
          }
        }
        if !isOpen { return }
      }
    }
    .start()
  }

  deinit {
    shutdown(socket, CInt(SHUT_RDWR))
    close(socket)
  }
}
