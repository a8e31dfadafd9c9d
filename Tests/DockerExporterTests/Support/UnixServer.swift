import Glibc
import Shared
import Synchronization
import TestSupport

/// A server of the test's own on a Unix socket: a thread per connection.
final class UnixServer: Sendable {
  let path: String
  private let folder: TemporaryFolder
  private let listener: CInt
  private let peers = Mutex<Set<CInt>>([])

  init(_ serve: @escaping @Sendable (UnixPeer) -> Void) throws {
    folder = try TemporaryFolder()
    path = "\(folder.path)/s"
    listener = try UnixPeer.socket(path) { bind($0, $1, $2) }
    listen(listener, 128)
    let listener = listener
    try Thread.detach { [weak self] in
      while true {
        let peer = accept(listener, nil, nil)
        guard peer >= 0, let server = self else { return }
        server.peers.withLock { _ = $0.insert(peer) }
        try? Thread.detach { [weak self] in
          serve(UnixPeer(descriptor: peer))
          self?.peers.withLock { _ = $0.remove(peer) }
          // A thread may still read from it, which closing alone would wait for.
          shutdown(peer, CInt(SHUT_RDWR))
          close(peer)
        }
      }
    }
  }

  deinit {
    shutdown(listener, CInt(SHUT_RDWR))
    close(listener)
    dropAll()
  }

  /// Ends all connections.
  func dropAll() {
    peers.withLock { for peer in $0 { shutdown(peer, CInt(SHUT_RDWR)) } }
  }
}

/// One end of a connection.
struct UnixPeer: Sendable {
  let descriptor: CInt

  /// A new socket that `use` was called with, and the path as its address.
  static func socket(
    _ path: String, _ use: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) throws -> CInt {
    let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = Glibc.socket(AF_UNIX, kind, 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        use(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else {
      close(descriptor)
      throw Failure(description: "\(path): error \(errno)")
    }
    return descriptor
  }

  static func connecting(to path: String) throws -> UnixPeer {
    UnixPeer(descriptor: try socket(path) { connect($0, $1, $2) })
  }

  /// The next bytes; empty at the end.
  func read() -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// The next request without a body, as text; `nil` at the end.
  func request() -> String? {
    var bytes: [UInt8] = []
    while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      let next = read()
      if next.isEmpty { return nil }
      bytes += next
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @discardableResult
  func send(_ bytes: some Sequence<UInt8>) -> Bool {
    let bytes = Array(bytes)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress!, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool { send(text.utf8) }
}
