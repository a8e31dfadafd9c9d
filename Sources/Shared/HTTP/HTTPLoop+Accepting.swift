internal import CLinux
internal import Glibc
internal import Logging

extension HTTPLoop {
  /// Connections accepted before the others get their turn.
  private static let acceptsAtATime = 64
  /// Without a connection being closed, accepting is tried again after this many nanoseconds.
  private static let pause: UInt64 = 250_000_000
  /// One line a minute says enough, in nanoseconds.
  private static let complaintInterval: UInt64 = 60_000_000_000

  static func watch(_ listeners: [Listener], with epoll: borrowing Epoll) throws(SystemError) {
    for (index, listener) in listeners.enumerated() {
      try epoll.add(listener.rawValue, .read, token: listenerBit | UInt64(index))
    }
  }

  func accept(on index: Int) {
    guard index < listeners.count else { return }
    for _ in 0..<Self.acceptsAtATime {
      let isFull = connectionCount >= server.configuration.maxConnections
      let oldest = isFull ? leastMissed() : nil
      if isFull, oldest == nil {
        return pauseAccepting(
          "all \(connectionCount) connections that may be open have a request at work")
      }
      let socket = vigie_accept4(
        listeners[index].rawValue, nil, nil,
        CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
      if socket >= 0 {
        if let oldest { close(oldest) }
        add(FileDescriptor(owning: socket), isTCP: listeners[index].isTCP)
        continue
      }
      let code = errno
      var error: SystemError { SystemError("accept", listeners[index].description, code: code) }
      switch Refusal(errno: code) {
      case .nobodyWaits: return
      case .clientIsGone: break
      case .noRoom:
        guard let oldest = leastMissed() else { return pauseAccepting(error.description) }
        close(oldest)
      case .listenerFails: return pauseAccepting(error.description)
      }
    }
  }

  /// Why there is no connection to accept.
  enum Refusal: Equatable {
    case nobodyWaits
    /// Concerns one connection, which is off the queue: the next may be well.
    case clientIsGone
    case noRoom
    /// May stay so; asking again at once could go on for ever.
    case listenerFails

    init(errno code: CInt) {
      self =
        switch code {
        case EAGAIN: .nobodyWaits
        // The network's are those that accept(2) hands on from a connection; EOPNOTSUPP is not
        // here, as a socket that is none to accept from has it too.
        case ECONNABORTED, EINTR, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH,
          ENETUNREACH:
          .clientIsGone
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: .noRoom
        default: .listenerFails
        }
    }
  }

  private func add(_ socket: consuming FileDescriptor, isTCP: Bool) {
    let slot = Int(socket.rawValue)
    generation = (generation + 1) & 0x3FFF_FFFF
    let token = generation << 32 | UInt64(slot)
    if isTCP {
      // An answer is written at once; there is nothing to wait for.
      var on: CInt = 1
      _ = unsafe setsockopt(
        socket.rawValue, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
    }
    let connection = HTTPConnection(
      socket: socket, token: token, server.configuration)
    do throws(SystemError) {
      try epoll.add(connection.socket.rawValue, .read, token: token)
    } catch {
      return server.log.warning("\(error); a connection is refused")
    }
    while connections.count <= slot { connections.append(nil) }
    connections[slot] = connection
    connectionCount += 1
    timeouts.arm(slot, connection.transport.isOpening ? .request : .idle, at: now)
  }

  /// The connection to close when there is no room; `nil` if handlers are at work for all.
  ///
  /// One whose client does not read comes last, but it comes: whoever reads nothing must not lock
  /// the others out.
  private func leastMissed() -> HTTPConnection? {
    for kind in [HTTPTimeouts.Kind.idle, .linger, .request, .write] {
      if let slot = timeouts.oldest(kind) { return connections[slot] }
    }
    return nil
  }

  private func pauseAccepting(_ reason: String) {
    if accepting == .open { setInterest([]) }
    if lastComplaint.map({ now - $0 > Self.complaintInterval }) ?? true {
      server.log.warning("new connections have to wait", metadata: ["reason": "\(reason)"])
      lastComplaint = now
    }
    accepting = .paused(until: now + Self.pause)
  }

  /// Accepts again, now that there is room.
  func resumeAccepting() {
    guard accepting != .open else { return }
    accepting = .open
    setInterest(.read)
  }

  func resumeAcceptingInTime() {
    if case .paused(let until) = accepting, until <= now { resumeAccepting() }
  }

  private func setInterest(_ interest: Epoll.Interest) {
    for (index, listener) in listeners.enumerated() {
      do throws(SystemError) {
        try epoll.modify(
          listener.rawValue, interest, token: Self.listenerBit | UInt64(index))
      } catch {
        server.log.error("\(error); \(listener) is not heard any more")
      }
    }
  }
}
