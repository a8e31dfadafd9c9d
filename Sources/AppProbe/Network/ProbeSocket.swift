import Glibc
import Shared

/// A socket that does not block, for one probe.
enum ProbeSocket {
  enum Kind {
    case stream, datagram

    fileprivate var rawValue: CInt {
      self == .stream ? CInt(SOCK_STREAM.rawValue) : CInt(SOCK_DGRAM.rawValue)
    }
  }

  /// One that is connected, or will be.
  ///
  /// - Parameter source: The address of this machine to send from.
  static func connect(
    _ kind: Kind, to address: HostAddress, port: UInt16, from source: String?,
    by deadline: Deadline,
    on loop: EventLoop
  ) async throws(ProbeFailure) -> FileDescriptor {
    let name = Endpoint(host: address.text, port: port).bracketed
    let socket = try open(address.family, kind.rawValue, 0, name)
    if let source { try bind(socket.rawValue, to: source, like: address) }
    let result = unsafe address.withSocketAddress(port: port) {
      unsafe Glibc.connect(socket.rawValue, $0, $1)
    }
    if result != 0 {
      guard errno == EINPROGRESS else { throw ProbeFailure(SystemError("connect", name)) }
      try await finishConnecting(socket.rawValue, name, by: deadline, on: loop)
    }
    return socket
  }

  /// One that is connected to a Unix socket, whose path begins with `@` where it is an abstract one.
  static func connect(
    toPath path: String, by deadline: Deadline, on loop: EventLoop
  ) async throws(ProbeFailure) -> FileDescriptor {
    let socket = try open(AF_UNIX, Kind.stream.rawValue, 0, path)
    let address = try UnixAddress(path)
    while address.connect(socket.rawValue) != 0 {
      let code = errno
      guard code == EAGAIN || code == EINTR else {
        throw ProbeFailure(SystemError("connect", path, code: code))
      }
      // The listener's queue is full, and nothing says when it is not any more.
      if deadline.hasPassed { throw .late("connect \(path)") }
      await loop.sleep(until: min(deadline, Deadline(in: .milliseconds(20))))
    }
    return socket
  }

  static func open(
    _ family: CInt, _ kind: CInt, _ protocolNumber: CInt, _ name: String
  ) throws(ProbeFailure) -> FileDescriptor {
    let flags = CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, kind | flags, protocolNumber)
    guard descriptor >= 0 else { throw ProbeFailure(SystemError("open a socket for", name)) }
    return FileDescriptor(owning: descriptor)
  }

  static func bind(
    _ socket: CInt, to source: String, like address: HostAddress
  ) throws(ProbeFailure) {
    guard let own = HostAddress(source) else {
      throw ProbeFailure(.configuration, "source_ip_address '\(source)' is not an address")
    }
    guard own.version == address.version else {
      throw ProbeFailure(
        .configuration,
        "source_ip_address \(source) is not of IPv\(address.version.number), as \(address.text) is")
    }
    // The port is chosen once it is known where to: one may serve several connections.
    var yes: CInt = 1
    let ipBindAddressNoPort: CInt = 24
    unsafe setsockopt(socket, CInt(IPPROTO_IP), ipBindAddressNoPort, &yes, 4)
    let result = unsafe own.withSocketAddress(port: 0) { unsafe Glibc.bind(socket, $0, $1) }
    guard result == 0 else { throw ProbeFailure(SystemError("send from", source)) }
  }

  private static func finishConnecting(
    _ socket: CInt, _ name: String, by deadline: Deadline, on loop: EventLoop
  ) async throws(ProbeFailure) {
    guard try await loop.isReady(socket, .write, by: deadline) else {
      throw .late("connect \(name)")
    }
    var code: CInt = 0
    var length = socklen_t(MemoryLayout<CInt>.size)
    unsafe getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length)
    guard code == 0 else { throw ProbeFailure(SystemError("connect", name, code: code)) }
  }
}

extension EventLoop {
  /// ``ready(_:_:by:)`` as a probe's failure: the kernel may have no room for one more.
  func isReady(
    _ descriptor: CInt, _ interest: Epoll.Interest, by deadline: Deadline
  ) async throws(ProbeFailure) -> Bool {
    do throws(SystemError) {
      return try await ready(descriptor, interest, by: deadline)
    } catch {
      throw ProbeFailure(.local, error.description)
    }
  }
}

/// A Unix socket's address as the kernel takes it.
private struct UnixAddress {
  private var bytes: [UInt8]

  init(_ path: String) throws(ProbeFailure) {
    var name = Array(path.utf8)
    let isAbstract = name.first == UInt8(ascii: "@")
    if isAbstract { name[0] = 0 } else { name.append(0) }
    // sun_path has 108 bytes.
    guard name.count > 1, name.count <= 108, isAbstract || !name.dropLast().contains(0) else {
      throw ProbeFailure(
        .configuration, OneLine.cut("'\(path)' is not the path of a socket: 107 bytes at most"))
    }
    bytes = [UInt8](repeating: 0, count: 2)
    let family = sa_family_t(AF_UNIX)
    unsafe bytes.withUnsafeMutableBytes {
      unsafe $0.storeBytes(of: family, as: sa_family_t.self)
    }
    bytes += name
  }

  func connect(_ socket: CInt) -> CInt {
    unsafe bytes.withUnsafeBytes { memory in
      unsafe memory.withMemoryRebound(to: sockaddr.self) { address in
        unsafe Glibc.connect(socket, address.baseAddress!, socklen_t(memory.count))
      }
    }
  }
}
