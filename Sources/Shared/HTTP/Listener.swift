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

// MARK: - TCP

extension Listener {
  /// IPv6 and IPv4 in one socket, or IPv4 where the kernel has no IPv6.
  private static func anyAddress(
    port: UInt16, _ address: ListenAddress
  ) throws(ListenError) -> Listener {
    do throws(SystemError) {
      var any = sockaddr_in6()
      any.sin6_family = sa_family_t(AF_INET6)
      any.sin6_port = port.bigEndian
      return try unsafe withUnsafeBytes(of: &any) { bytes throws(SystemError) in
        try unsafe bound(to: bytes, address)
      }
    } catch {
      guard error.code == EAFNOSUPPORT || error.code == EADDRNOTAVAIL else {
        throw ListenError(address, error)
      }
    }
    do throws(SystemError) {
      var any = sockaddr_in()
      any.sin_family = sa_family_t(AF_INET)
      any.sin_port = port.bigEndian
      return try unsafe withUnsafeBytes(of: &any) { bytes throws(SystemError) in
        try unsafe bound(to: bytes, address)
      }
    } catch {
      throw ListenError(address, error)
    }
  }

  private static func named(
    _ host: String, port: UInt16, _ address: ListenAddress
  ) throws(ListenError) -> [Listener] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(host, String(port), &hints, &found)
    guard code == 0 else {
      throw ListenError("\(address): \(unsafe String(cString: gai_strerror(code)))")
    }
    defer { unsafe freeaddrinfo(found) }

    var listeners: [Listener] = []
    var failure: SystemError?
    var next = unsafe found
    while let entry = unsafe next {
      unsafe next = entry.pointee.ai_next
      do throws(SystemError) {
        listeners.append(
          try unsafe bound(
            to: UnsafeRawBufferPointer(
              start: entry.pointee.ai_addr, count: Int(entry.pointee.ai_addrlen)), address))
      } catch {
        // `localhost` has an IPv6 address in /etc/hosts even where the kernel has none.
        failure = error
        if error.code != EAFNOSUPPORT, error.code != EADDRNOTAVAIL { break }
      }
    }
    if let failure, listeners.isEmpty || failure.code == EADDRINUSE {
      throw ListenError(address, failure)
    }
    return listeners
  }

  private static func bound(
    to bytes: UnsafeRawBufferPointer, _ address: ListenAddress
  ) throws(SystemError) -> Listener {
    let name = unsafe bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
    let family = unsafe CInt(name.pointee.sa_family)
    let socket = try newSocket(family, address.description)
    // Without it a restart had to wait for the connections of the program before.
    try set(SOL_SOCKET, SO_REUSEADDR, to: 1, on: socket.rawValue, address)
    if family == AF_INET6 {
      try set(CInt(IPPROTO_IPV6), IPV6_V6ONLY, to: 0, on: socket.rawValue, address)
    }
    try check(
      unsafe bind(socket.rawValue, name, socklen_t(bytes.count)), "bind", address.description)
    try listen(on: socket, address.description)
    return Listener(owning: socket)
  }

  private static func set(
    _ level: CInt, _ option: CInt, to value: CInt, on socket: CInt, _ address: ListenAddress
  ) throws(SystemError) {
    var value = value
    try check(
      unsafe setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<CInt>.size)),
      "setsockopt", address.description)
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
