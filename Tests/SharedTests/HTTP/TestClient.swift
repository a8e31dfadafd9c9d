import CLinux
import Foundation
import Glibc

/// A client that says exactly what a test tells it to, over a real socket.
final class TestClient {
  struct Answer: Equatable {
    var status = 0
    var head = ""
    var body: [UInt8] = []

    var text: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? {
      for line in head.components(separatedBy: "\r\n").dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts[0].lowercased() == name.lowercased() {
          return parts[1].trimmingCharacters(in: .whitespaces)
        }
      }
      return nil
    }
  }

  enum Failure: Error {
    case system(String, CInt)
    case closed
    case malformed(String)
  }

  let socket: CInt
  private var received: [UInt8] = []

  /// - Parameter receiveBuffer: Bytes the kernel keeps for a client that does not read.
  init(port: UInt16, ipv6: Bool = false, receiveBuffer: Int32? = nil) throws {
    socket = Glibc.socket(ipv6 ? AF_INET6 : AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw Failure.system("socket", errno) }
    if var size = receiveBuffer {
      unsafe setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, 4)
    }
    let result: CInt
    if ipv6 {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      address.sin6_addr = in6addr_loopback
      result = unsafe withUnsafeBytes(of: &address) { bytes in
        unsafe connect(
          socket, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self),
          socklen_t(bytes.count))
      }
    } else {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      result = unsafe withUnsafeBytes(of: &address) { bytes in
        unsafe connect(
          socket, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self),
          socklen_t(bytes.count))
      }
    }
    guard result == 0 else { throw Failure.system("connect", errno) }
    limitWaiting()
  }

  init(path: String) throws {
    socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    guard unsafe vigie_unix_connect(socket, path) == 0 else {
      throw Failure.system("connect", errno)
    }
    limitWaiting()
  }

  deinit { close(socket) }

  /// A test that waits for what never comes fails instead of hanging.
  private func limitWaiting() {
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    unsafe setsockopt(
      socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    unsafe setsockopt(
      socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  /// Sends everything; false if the server does not take it.
  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes[sent...].withUnsafeBytes {
        unsafe Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  func get(_ path: String, version: String = "1.1", headers: String = "") throws -> Answer {
    send("GET \(path) HTTP/\(version)\r\nHost: localhost\r\n\(headers)\r\n")
    return try answer()
  }

  /// The next answer.
  func answer(toHead: Bool = false) throws -> Answer {
    var end: Int?
    while true {
      end = received.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
      if end != nil { break }
      guard try receive() > 0 else { throw Failure.closed }
    }
    var answer = Answer()
    answer.head = String(decoding: received[..<(end! - 4)], as: UTF8.self)
    received.removeFirst(end!)
    guard answer.head.hasPrefix("HTTP/1.1 "),
      let status = Int(answer.head.dropFirst(9).prefix(3))
    else { throw Failure.malformed(answer.head) }
    answer.status = status
    let length = toHead ? 0 : Int(answer.header("Content-Length") ?? "0") ?? 0
    while received.count < length {
      guard try receive() > 0 else { throw Failure.closed }
    }
    answer.body = Array(received[..<length])
    received.removeFirst(length)
    return answer
  }

  /// Whether the server closes the connection without sending anything more.
  func isClosedByServer() throws -> Bool {
    try received.isEmpty && receive() == 0
  }

  /// Reads once, and throws away what came: so many bytes, 0 or less when none will come.
  func read(atMost limit: Int) -> Int {
    unsafe withUnsafeTemporaryAllocation(byteCount: limit, alignment: 1) { buffer in
      unsafe recv(socket, buffer.baseAddress, buffer.count, 0)
    }
  }

  /// Waits for the first bytes of an answer, and leaves them where they are.
  func awaitAnswer() {
    var poll = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    _ = unsafe Glibc.poll(&poll, 1, 20_000)
  }

  /// Sends `bytes` again and again, until the server has taken nothing for a while.
  func sendUntilNothingIsTaken(_ bytes: [UInt8]) {
    var poll = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
    while unsafe Glibc.poll(&poll, 1, 300) > 0, poll.revents == Int16(POLLOUT) {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.send(
          socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
      }
      if count < 0, errno != EAGAIN { return }
    }
  }

  func endWriting() { shutdown(socket, CInt(SHUT_WR)) }

  private func receive() throws -> Int {
    let count = unsafe withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 1) { buffer in
      let count = unsafe recv(socket, buffer.baseAddress, buffer.count, 0)
      if count > 0 { unsafe received.append(contentsOf: buffer[..<count]) }
      return count
    }
    guard count >= 0 else { throw Failure.system("recv", errno) }
    return count
  }
}
