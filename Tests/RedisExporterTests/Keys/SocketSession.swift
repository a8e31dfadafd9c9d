import Foundation
import Shared
import Synchronization

@testable import RedisExporter

/// A connection to a test's server that waits for as long as it takes.
final class SocketSession: Conversing {
  private let descriptor: CInt
  private let reader: Mutex<ReplyReader>
  /// How many pipelines were sent.
  private let trips = Atomic<Int>(0)

  var roundTrips: Int { trips.load(ordering: .relaxed) }

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    reader = Mutex(try ReplyReader(limit: 64 << 20, longestText: 64 << 20))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let result = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw RedisError(.other, "connect \(path): error \(errno)") }
  }

  deinit { close(descriptor) }

  func abandon() {}

  func ask(_ commands: [Command], by deadline: Deadline) throws(RedisError) -> [Reply] {
    trips.add(1, ordering: .relaxed)
    // In parts that the server's answers cannot block, as nobody reads while this writes.
    var replies: [Reply] = []
    for start in stride(from: 0, to: commands.count, by: 100) {
      let part = commands[start..<min(start + 100, commands.count)]
      let bytes = part.flatMap(\.bytes)
      var sent = 0
      while sent < bytes.count {
        let count = unsafe bytes[sent...].withUnsafeBytes {
          unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { throw RedisError(.other, "send: error \(errno)") }
        sent += count
      }
      try receive(&replies, count: start + part.count)
    }
    return replies
  }

  private func receive(_ replies: inout [Reply], count: Int) throws(RedisError) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while replies.count < count {
      let length = unsafe recv(descriptor, &buffer, buffer.count, 0)
      guard length > 0 else { throw RedisError(.other, "the server closed the connection") }
      do {
        let found = try reader.withLock { reader in
          try reader.feed(buffer[..<length])
          var found: [Reply] = []
          while let reply = try reader.next() { found.append(reply) }
          return found
        }
        replies += found
      } catch { throw RedisError(.protocol, "\(error)") }
    }
  }
}
