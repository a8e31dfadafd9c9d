import Foundation

/// A link from 127.0.0.1 to a Unix socket that brings only so much per second from there.
final class SlowRelay: Sendable {
  var port: Int { server.port }
  private let server: FakeServer

  init(to path: String, bytesPerSecond: Int) throws {
    server = try FakeServer { client in
      guard let upstream = Self.connect(to: path) else { return false }
      Thread.detachNewThread {
        while Self.pass(from: client, to: upstream) != nil {}
        shutdown(upstream, CInt(SHUT_RDWR))
      }
      while let count = Self.pass(from: upstream, to: client) {
        usleep(UInt32(count * 1_000_000 / bytesPerSecond))
      }
      shutdown(client, CInt(SHUT_RDWR))
      return true
    }
  }

  private static func connect(to path: String) -> CInt? {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// How many bytes were passed on; `nil` when either side is gone.
  private static func pass(from source: CInt, to sink: CInt) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 8192)
    let count = recv(source, &bytes, bytes.count, 0)
    guard count > 0, FakeServer.send(Array(bytes.prefix(count)), to: sink) else { return nil }
    return count
  }
}
