import CLinux
import Glibc
import Shared

/// A netlink socket: asks the kernel for a table and reads the answer message by message.
///
/// See RFC 3549 and `netlink(7)`. The kernel answers at once, but a receive never waits longer
/// than a second.
struct NetlinkSocket: ~Copyable, Sendable {
  private let descriptor: FileDescriptor
  private let subject: String
  private var sequence: UInt32 = 0

  /// Enough for what the kernel puts into one datagram of a dump.
  private static let bufferSize = 32 * 1024
  /// How often a table that changed while it was read is read again before it is taken as it is.
  private static let attempts = 3

  /// - Parameter proto: `NETLINK_ROUTE`, `NETLINK_SOCK_DIAG`, …
  init(_ proto: CInt) throws(SystemError) {
    let subject = "netlink protocol \(proto)"
    let type = CInt(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = FileDescriptor(
      owning: try check(socket(AF_NETLINK, type, proto), "socket", subject))
    var patience = timeval(tv_sec: 1, tv_usec: 0)
    try check(
      unsafe setsockopt(
        descriptor.rawValue, SOL_SOCKET, SO_RCVTIMEO, &patience,
        socklen_t(MemoryLayout<timeval>.size)), "set the timeout of", subject)
    self.descriptor = descriptor
    self.subject = subject
  }

  /// Asks for a table and folds its messages into a result.
  ///
  /// A table that changed under way is asked for again, with a result that starts anew; after
  /// that the last answer counts, as it may for `ip link`. After a throw the rest of an answer may
  /// still be on its way: the socket is good for nothing but closing.
  ///
  /// - Parameters:
  ///   - type: The request's message type, such as `RTM_GETLINK`.
  ///   - body: What follows the header of the request.
  ///   - initial: The result before the first message.
  ///   - each: Takes a message's type and what follows its header.
  mutating func dump<Result>(
    type: UInt16, body: [UInt8], into initial: Result,
    _ each: (inout Result, UInt16, Span<UInt8>) throws -> Void
  ) throws -> Result {
    var attempt = 1
    while true {
      var result = initial
      try send(type: type, body: body)
      let isConsistent = try receive { type, payload in try each(&result, type, payload) }
      if isConsistent || attempt == Self.attempts { return result }
      attempt += 1
    }
  }
}

// MARK: - Request and answer

extension NetlinkSocket {
  private mutating func send(type: UInt16, body: [UInt8]) throws(SystemError) {
    sequence &+= 1
    let header = nlmsghdr(
      nlmsg_len: UInt32(MemoryLayout<nlmsghdr>.size + body.count), nlmsg_type: type,
      nlmsg_flags: UInt16(NLM_F_REQUEST | NLM_F_DUMP), nlmsg_seq: sequence, nlmsg_pid: 0)
    let request = unsafe withUnsafeBytes(of: header) { unsafe Array($0) } + body
    let sent = unsafe Glibc.send(descriptor.rawValue, request, request.count, 0)
    guard sent == request.count else { throw SystemError("send to", subject) }
  }

  /// Reads until the end of the answer.
  ///
  /// - Returns: Whether the table stood still in the meantime.
  private func receive(_ each: (UInt16, Span<UInt8>) throws -> Void) throws -> Bool {
    var isConsistent = true
    var isDone = false
    var buffer: [UInt8] = []
    buffer.reserveCapacity(Self.bufferSize)
    while !isDone {
      var length = 0
      buffer.removeAll(keepingCapacity: true)
      buffer.append(addingCapacity: Self.bufferSize) { free in
        unsafe free.withUnsafeMutableBufferPointer { bytes, initialized in
          repeat {
            // With MSG_TRUNC the answer is how long the datagram was, not how much fitted.
            length = unsafe recv(
              descriptor.rawValue, bytes.baseAddress, Self.bufferSize, CInt(MSG_TRUNC))
          } while length < 0 && errno == EINTR
          initialized = max(0, min(length, Self.bufferSize))
        }
      }
      if length < 0 {
        let code = errno
        throw SystemError("receive from", subject, code: code == EAGAIN ? ETIMEDOUT : code)
      }
      if length > Self.bufferSize { throw SystemError("receive from", subject, code: EMSGSIZE) }
      var messages = NetlinkMessages(buffer.span)
      while !isDone, let message = messages.next() {
        // What an earlier request left behind is nobody's answer.
        guard message.sequence == sequence else { continue }
        if message.flags & UInt16(NLM_F_DUMP_INTR) != 0 { isConsistent = false }
        switch CInt(message.type) {
        case NLMSG_NOOP: continue
        case NLMSG_OVERRUN: throw SystemError("receive from", subject, code: ENOBUFS)
        case NLMSG_ERROR, NLMSG_DONE:
          // Both carry a negative errno, or 0.
          let code = message.payload.load(CInt.self, at: 0) ?? 0
          if code < 0 { throw SystemError("dump from", subject, code: -code) }
          isDone = true
        default:
          try each(message.type, message.payload)
          if message.flags & UInt16(NLM_F_MULTI) == 0 { isDone = true }
        }
      }
    }
    return isConsistent
  }
}
