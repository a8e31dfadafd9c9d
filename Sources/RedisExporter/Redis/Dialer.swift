import CLinux
import Glibc
import Shared

/// Opens links to a server: its name's addresses one after the other, each with a share of the time.
struct Dialer: Sendable {
  var address: RedisAddress
  let resolver: Resolver
  /// What is between the bytes and the socket, where that is TLS.
  var tls: TLSDialing?

  func dial(by deadline: Deadline) throws(RedisError) -> Link {
    let socket = try connect(by: deadline)
    var transport: any Transport = PlainTransport(socket: socket.rawValue)
    if let tls, case .tcp(let host, _) = address.place {
      transport = try tls.secure(socket.rawValue, host: host, by: deadline)
    }
    return Link(socket, transport, place: address.label)
  }

  private func connect(by deadline: Deadline) throws(RedisError) -> FileDescriptor {
    switch address.place {
    case .unix(let path): return try connect(toPath: path)
    case .tcp(let host, let port):
      return try connect(toAny: addresses(of: host, by: deadline), port, by: deadline)
    }
  }

  private func addresses(of host: String, by deadline: Deadline) throws(RedisError) -> [String] {
    do throws(ResolverError) {
      return try resolver.addresses(of: host, by: deadline)
    } catch {
      throw RedisError(.dns, "connect to \(address.label): \(error)")
    }
  }

  private func connect(
    toAny addresses: [String], _ port: UInt16, by deadline: Deadline
  ) throws(RedisError) -> FileDescriptor {
    var last = RedisError(.dns, "connect to \(address.label): the name has no address")
    for (index, numeric) in addresses.enumerated() {
      let left = addresses.count - index
      let share = left > 1 ? Deadline(in: deadline.remaining / left) : deadline
      do throws(RedisError) {
        return try connect(to: numeric, port, by: share)
      } catch {
        last = error
      }
    }
    throw last
  }

  private func connect(
    to numeric: String, _ port: UInt16, by deadline: Deadline
  ) throws(RedisError) -> FileDescriptor {
    var hints = unsafe addrinfo()
    unsafe hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
    unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(numeric, "\(port)", &hints, &found) == 0,
      let first = unsafe found
    else { throw RedisError(.dns, "connect to \(address.label): \(numeric) is no address") }
    defer { unsafe freeaddrinfo(first) }
    let descriptor = try open(unsafe first.pointee.ai_family)
    var one: CInt = 1
    unsafe setsockopt(
      descriptor.rawValue, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
    let result = unsafe Glibc.connect(
      descriptor.rawValue, first.pointee.ai_addr, first.pointee.ai_addrlen)
    if result != 0 {
      guard errno == EINPROGRESS else { throw failed(errno) }
      guard Link.wait(for: POLLOUT, on: descriptor.rawValue, by: deadline) else {
        throw RedisError(.timeout, "connect to \(address.label): no answer in time")
      }
      var code: CInt = 0
      var size = socklen_t(MemoryLayout<CInt>.size)
      unsafe getsockopt(descriptor.rawValue, SOL_SOCKET, SO_ERROR, &code, &size)
      guard code == 0 else { throw failed(code) }
    }
    return descriptor
  }

  private func connect(toPath path: String) throws(RedisError) -> FileDescriptor {
    let descriptor = try open(AF_UNIX)
    guard unsafe vigie_unix_connect(descriptor.rawValue, path) == 0 else { throw failed(errno) }
    return descriptor
  }

  private func open(_ family: CInt) throws(RedisError) -> FileDescriptor {
    let kind =
      CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, kind, 0)
    guard descriptor >= 0 else { throw failed(errno) }
    return FileDescriptor(owning: descriptor)
  }

  private func failed(_ code: CInt) -> RedisError {
    let reason: DownReason = code == ETIMEDOUT ? .timeout : .refused
    return RedisError(
      reason, "connect to \(address.label): \(SystemError("connect", "", code: code).reason)")
  }
}
