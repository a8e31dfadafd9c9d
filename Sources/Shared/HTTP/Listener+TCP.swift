internal import CLinux
internal import Glibc

extension Listener {
  /// IPv6 and IPv4 in one socket, or IPv4 where the kernel has no IPv6.
  static func anyAddress(
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

  static func named(
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
