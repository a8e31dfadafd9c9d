internal import CLinux
internal import Glibc
internal import Synchronization

/// A socket on which clients arrive.
package final class Listener: Sendable, CustomStringConvertible {
  /// The address, with the port that the kernel chose: `127.0.0.1:9100`, `unix:/run/vigie.sock`.
  package let description: String
  /// The TCP port.
  package let port: UInt16?
  let rawValue: CInt
  private let socket: Mutex<FileDescriptor?>
  private let file: SocketFile?

  /// - Parameter file: Removed when the listener is closed.
  init(owning socket: consuming FileDescriptor, file: SocketFile? = nil) {
    rawValue = socket.rawValue
    (description, port) = Self.address(of: socket.rawValue)
    self.socket = Mutex(socket)
    self.file = file
  }

  deinit { close() }

  var isTCP: Bool { port != nil }

  /// Hears nobody any more; to be called by the thread that accepts on it.
  package func close() {
    guard socket.withLock({ $0.take() }) != nil else { return }
    file?.remove()
  }

  /// Opens what an address stands for: a name such as `localhost` may have several addresses.
  package static func open(_ address: ListenAddress) throws(ListenError) -> [Listener] {
    switch address {
    case .unix(let path): [try SocketFile.listen(at: path)]
    case .tcp(nil, let port): [try anyAddress(port: port, address)]
    case .tcp(let host?, let port): try named(host, port: port, address)
    }
  }

  /// Starts to listen on a bound socket. Whoever comes before ``HTTPServer/start(on:)`` waits.
  static func listen(on socket: borrowing FileDescriptor, _ subject: String) throws(SystemError) {
    try check(Glibc.listen(socket.rawValue, SOMAXCONN), "listen", subject)
  }

  static func newSocket(_ family: CInt, _ subject: String) throws(SystemError) -> FileDescriptor {
    let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    return FileDescriptor(owning: try check(Glibc.socket(family, type, 0), "socket", subject))
  }
}

// MARK: - Names

extension Listener {
  private static func address(of socket: CInt) -> (String, UInt16?) {
    if let path = unsafe text({ unsafe vigie_unix_path(socket, $0, $1) }) {
      return ("unix:" + path, nil)
    }
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return unsafe withUnsafeMutableBytes(of: &storage) { bytes in
      let name = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
      let flags = NI_NUMERICHOST | NI_NUMERICSERV
      guard unsafe getsockname(socket, name, &length) == 0,
        let host = unsafe text({
          unsafe getnameinfo(name, length, $0, socklen_t($1), nil, 0, flags)
        }),
        let port = unsafe text({
          unsafe getnameinfo(name, length, nil, 0, $0, socklen_t($1), flags)
        }).flatMap({ UInt16($0) })
      else { return ("descriptor \(socket)", nil) }
      return (host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)", port)
    }
  }

  /// What a C function writes into a buffer, when it returns 0.
  private static func text(_ write: (UnsafeMutablePointer<CChar>, Int) -> CInt) -> String? {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1025) { buffer in
      unsafe buffer.initialize(repeating: 0)
      guard unsafe write(buffer.baseAddress!, buffer.count) == 0 else { return nil }
      return unsafe String(cString: buffer.baseAddress!)
    }
  }
}
