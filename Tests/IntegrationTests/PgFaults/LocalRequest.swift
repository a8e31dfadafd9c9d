import Foundation
import TestSupport

/// A request over HTTP to a port of 127.0.0.1: connected at once, sent when the test says so.
///
/// Without a process of its own, so that fifty of them can be sent at the same moment, and the time
/// until the answer is the exporter's.
struct LocalRequest: ~Copyable {
  private let descriptor: CInt

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in(port: port)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure(description: "connect to \(port): error \(errno)") }
  }

  deinit { close(descriptor) }

  /// Sends the request and reads the answer to its end, 30 s at most.
  func get(_ path: String, _ headers: [String]) throws -> (status: Int, body: String) {
    let lines = ["GET \(path) HTTP/1.1", "Host: localhost", "Connection: close"] + headers
    let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    guard send(descriptor, request, request.count, CInt(MSG_NOSIGNAL)) == request.count else {
      throw Failure(description: "\(path): not sent, error \(errno)")
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count >= 0 else { throw Failure(description: "\(path): no answer, error \(errno)") }
      guard count > 0 else { break }
      answer += buffer[..<count]
    }
    let text = String(decoding: answer, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n"),
      let status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap({ Int($0) })
    else { throw Failure(description: "\(path): no answer: \(text.prefix(100))") }
    return (status, String(text[end.upperBound...]))
  }
}

extension sockaddr_in {
  /// A port of 127.0.0.1.
  init(port: Int) {
    self.init()
    sin_family = sa_family_t(AF_INET)
    sin_port = UInt16(port).bigEndian
    sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  }
}
