import CLinux
import Glibc
import Shared

/// A socket for echo requests to one address.
///
/// The kernel has a kind for that which takes no privileges (`net.ipv4.ping_group_range`) and passes on
/// replies to its own requests only; where it is not allowed, a raw one is tried.
struct EchoSocket: ~Copyable {
  let descriptor: FileDescriptor
  let isRaw: Bool
  private let address: HostAddress

  init(to address: HostAddress, from source: String?) throws(ProbeFailure) {
    let number = address.version == .ip4 ? CInt(IPPROTO_ICMP) : CInt(IPPROTO_ICMPV6)
    let flags = CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    var socket = Glibc.socket(address.family, CInt(SOCK_DGRAM.rawValue) | flags, number)
    let isRaw = socket < 0
    if isRaw {
      socket = Glibc.socket(address.family, CInt(SOCK_RAW.rawValue) | flags, number)
    }
    guard socket >= 0 else { throw Self.failure(errno, address) }
    let descriptor = FileDescriptor(owning: socket)
    if let source { try ProbeSocket.bind(socket, to: source, like: address) }
    if isRaw { Self.filter(socket, address.version) }
    // Connected, it receives from there only, and hears when nobody is there.
    let result = unsafe address.withSocketAddress(port: 0) {
      unsafe Glibc.connect(socket, $0, $1)
    }
    guard result == 0 else { throw ProbeFailure(SystemError("connect", address.text)) }
    self.descriptor = descriptor
    self.isRaw = isRaw
    self.address = address
  }

  private static func failure(_ code: CInt, _ address: HostAddress) -> ProbeFailure {
    guard code == EPERM || code == EACCES else {
      return ProbeFailure(SystemError("open a socket for", address.text, code: code))
    }
    return ProbeFailure(
      .permission,
      "no right to send echo requests: have net.ipv4.ping_group_range cover a group of this process, "
        + "or give it CAP_NET_RAW")
  }

  /// Has a raw socket pass on echo replies only.
  private static func filter(_ socket: CInt, _ version: IPPreference.Version) {
    if version == .ip4 {
      // linux/icmp.h: a bit for each type that is not wanted.
      var unwanted = ~UInt32(1)
      unsafe setsockopt(socket, 255, 1, &unwanted, 4)
    } else {
      // linux/icmpv6.h: the same for 256 types.
      var unwanted = [UInt32](repeating: .max, count: 8)
      unwanted[129 / 32] &= ~(1 << UInt32(129 % 32))
      unsafe setsockopt(socket, CInt(IPPROTO_ICMPV6), 1, &unwanted, 32)
    }
  }
}

// MARK: - Options

extension EchoSocket {
  /// Numbers of linux/in.h and linux/in6.h, which Glibc's module lacks in part.
  private enum Option {
    static let hops: (ip4: CInt, ip6: CInt) = (2, 16)
    static let hopsOfReplies: (ip4: CInt, ip6: CInt) = (12, 51)
    static let hopsOfReply: (ip4: CInt, ip6: CInt) = (2, 52)
    static let discovery: (ip4: CInt, ip6: CInt) = (10, 23)
    /// IP_PMTUDISC_DO and IPV6_PMTUDISC_DO.
    static let neverFragments: CInt = 2
  }

  func set(hopLimit: Int, forbidsFragments: Bool) throws(ProbeFailure) {
    if hopLimit > 0 { try set(Option.hops, CInt(clamping: hopLimit), "a hop limit of \(hopLimit)") }
    if forbidsFragments { try set(Option.discovery, Option.neverFragments, "no fragments") }
    try set(Option.hopsOfReplies, 1, "the hop limits of replies")
  }

  private func set(
    _ option: (ip4: CInt, ip6: CInt), _ value: CInt, _ what: String
  ) throws(ProbeFailure) {
    var value = value
    let isOld = address.version == .ip4
    let result = unsafe setsockopt(
      descriptor.rawValue, CInt(isOld ? IPPROTO_IP : IPPROTO_IPV6), isOld ? option.ip4 : option.ip6,
      &value, 4)
    guard result == 0 else {
      throw ProbeFailure(SystemError("ask for \(what) to", address.text))
    }
  }
}

// MARK: - Messages

extension EchoSocket {
  /// A message that was received, and how many hops it could still have made.
  struct Received {
    let message: ArraySlice<UInt8>
    let hopLimit: Int?
  }

  func send(_ message: EchoMessage) throws(ProbeFailure) {
    let bytes = message.request
    let count = unsafe Glibc.send(descriptor.rawValue, bytes, bytes.count, CInt(MSG_NOSIGNAL))
    guard count == bytes.count else {
      throw ProbeFailure(SystemError("send \(bytes.count) bytes to", address.text))
    }
  }

  /// The next message; `nil` when there is none yet.
  func receive() throws(ProbeFailure) -> Received? {
    var control = [UInt8](repeating: 0, count: 128)
    var controlCount = 0
    var code: CInt = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
      unsafe control.withUnsafeMutableBytes { control in
        var part = unsafe iovec(iov_base: buffer.baseAddress, iov_len: buffer.count)
        unsafe withUnsafeMutablePointer(to: &part) { part in
          var header = unsafe msghdr()
          unsafe header.msg_iov = part
          unsafe header.msg_iovlen = 1
          unsafe header.msg_control = control.baseAddress
          unsafe header.msg_controllen = control.count
          let result = unsafe recvmsg(descriptor.rawValue, &header, 0)
          code = result < 0 ? errno : 0
          count = max(0, result)
          unsafe controlCount = header.msg_controllen
        }
      }
    }
    if code == EAGAIN || code == EINTR { return nil }
    guard code == 0 else {
      throw ProbeFailure(SystemError("receive a reply from", address.text, code: code))
    }
    let hopLimit = Self.hopLimit(in: control[..<min(controlCount, control.count)], address.version)
    // Raw sockets of version 4 show the header of IP too.
    let headerSize = isRaw && address.version == .ip4 ? Int(bytes.first ?? 0) & 0x0F * 4 : 0
    return Received(message: bytes.dropFirst(headerSize), hopLimit: hopLimit)
  }

  /// Control messages have a length of 8 bytes that counts themselves, a level, a type, and what they
  /// say; the next one begins at a multiple of 8.
  private static func hopLimit(
    in control: ArraySlice<UInt8>, _ version: IPPreference.Version
  ) -> Int? {
    func number(_ start: Int) -> CInt {
      (0..<4).reduce(0) { $0 | CInt(control[start + $1]) << CInt(8 * $1) }
    }
    let level = CInt(version == .ip4 ? IPPROTO_IP : IPPROTO_IPV6)
    let type = version == .ip4 ? Option.hopsOfReply.ip4 : Option.hopsOfReply.ip6
    var start = control.startIndex
    while start + 20 <= control.endIndex {
      let count = Int(number(start))
      if number(start + 8) == level, number(start + 12) == type { return Int(number(start + 16)) }
      guard count >= 16 else { return nil }
      start += (count + 7) & ~7
    }
    return nil
  }
}
