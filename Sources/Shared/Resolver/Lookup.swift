internal import CLinux
internal import Glibc

/// What became of asking for a name's addresses.
package enum Lookup: Sendable, Equatable {
  /// Numeric addresses, in the order in which they are to be tried.
  case found([String])
  /// Why there are none, as in `Name or service not known`.
  case failed(String)

  /// Asks the system, which reads files and asks name servers, and may take as long as those do. The
  /// corresponding C function is `getaddrinfo`.
  package static func asking(for name: String) -> Lookup {
    var wanted = unsafe addrinfo()
    unsafe wanted.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(name, nil, &wanted, &first)
    guard code == 0 else {
      if code == EAI_SYSTEM { return .failed(unsafe String(cString: strerror(errno))) }
      return .failed(unsafe String(cString: gai_strerror(code)))
    }
    defer { unsafe freeaddrinfo(first) }
    var addresses: [String] = []
    var next = unsafe first
    while let entry = unsafe next?.pointee {
      if let text = unsafe numeric(entry), !addresses.contains(text) { addresses.append(text) }
      unsafe next = unsafe entry.ai_next
    }
    return addresses.isEmpty ? .failed("it has no address") : .found(addresses)
  }

  /// `192.0.2.1` or `fe80::1%eth0`.
  private static func numeric(_ entry: addrinfo) -> String? {
    let family = unsafe entry.ai_family
    guard family == AF_INET || family == AF_INET6 else { return nil }
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { text in
      guard let start = text.baseAddress,
        unsafe getnameinfo(
          entry.ai_addr, entry.ai_addrlen, start, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
          == 0
      else { return nil }
      return unsafe String(cString: start)
    }
  }
}
