internal import Glibc
internal import Logging

/// The thread that owns all connections of an ``HTTPServer``: it waits for whichever is ready and
/// takes it as far as it gets without waiting.
///
/// `HTTPLoop+Connections` is the way of one connection, of which `HTTPLoop+Receiving` and
/// `HTTPLoop+Sending` are the steps; `HTTPLoop+Accepting` is how they come, and
/// `HTTPLoop+Stopping` how all of them end.
@safe final class HTTPLoop {
  static let wakerToken = UInt64.max
  /// Tokens of listeners are their index with this bit.
  static let listenerBit: UInt64 = 1 << 62

  let server: HTTPServer
  let epoll: Epoll
  var listeners: [Listener]
  var timeouts: HTTPTimeouts
  /// By descriptor.
  var connections: [HTTPConnection?] = []
  var connectionCount = 0
  /// Counts the connections, so that news of a closed one is not taken for its successor's.
  var generation: UInt64 = 0
  /// Connections whose answer is not out yet.
  var underWay = 0
  /// Bytes of all answers that clients have not read yet.
  var unsent = 0
  /// Bytes of memory that requests take which are not complete or not begun.
  var received = 0
  var accepting = Accepting.open
  /// When it was last said that connections have to wait.
  var lastComplaint: UInt64?
  /// When the loop last woke up, in nanoseconds.
  var now: UInt64 = 0
  var isStopping = false
  /// What a connection reads goes through here, so that idle ones need no buffer.
  let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 * 1024, alignment: 16)
  private var date = HTTPDate(secondsSince1970: 0)
  private var dateSecond = 0

  enum Accepting: Equatable {
    case open
    /// Until a connection is closed or this moment has come.
    case paused(until: UInt64)
  }

  init(_ server: HTTPServer, epoll: consuming Epoll, listeners: [Listener]) {
    self.server = server
    self.epoll = epoll
    self.listeners = listeners
    let configuration = server.configuration
    timeouts = HTTPTimeouts { kind in
      switch kind {
      case .idle: configuration.idleTimeout
      case .request: configuration.requestTimeout
      case .write: configuration.writeTimeout
      case .linger: configuration.lingerTimeout
      }
    }
    now = Self.clock(CLOCK_MONOTONIC)
  }

  deinit { unsafe scratch.deallocate() }

  /// Runs until the server is stopped; true if all answers under way were finished then.
  func run() -> Bool {
    while true {
      let count: Int
      do throws(SystemError) {
        count = try epoll.wait(timeout: waitTime())
      } catch {
        server.log.critical("\(error); the server ends")
        return false
      }
      now = Self.clock(CLOCK_MONOTONIC)
      for index in 0..<count { handle(epoll[index]) }
      for answer in server.takeAnswers() { send(answer) }
      while let (slot, kind) = timeouts.expired(at: now) { expire(slot, kind) }
      resumeAcceptingInTime()

      if let deadline = server.stopDeadline {
        if !isStopping { startStopping() }
        if underWay == 0 || deadline.hasPassed { return endStopping() }
      }
    }
  }

  private func handle(_ event: Epoll.Event) {
    if event.token == Self.wakerToken { return server.noteTurn() }
    if event.token & Self.listenerBit != 0 {
      accept(on: Int(event.token & ~Self.listenerBit))
    } else if let connection = connection(event.token) {
      handle(event.interest, of: connection)
    }
  }

  /// The connection with this token, unless it is closed.
  func connection(_ token: UInt64) -> HTTPConnection? {
    let slot = Int(token & 0xFFFF_FFFF)
    guard slot < connections.count, let connection = connections[slot], connection.token == token
    else { return nil }
    return connection
  }

  /// Milliseconds until something is due, rounded up; -1 for nothing.
  private func waitTime() -> CInt {
    var end = timeouts.nextEnd
    if case .paused(let until) = accepting { end = min(end ?? until, until) }
    var time = CInt(-1)
    if let end { time = end > now ? CInt(min((end - now + 999_999) / 1_000_000, 1 << 30)) : 0 }
    if let deadline = server.stopDeadline {
      time = time < 0 ? deadline.pollTimeout : min(time, deadline.pollTimeout)
    }
    return time
  }

  /// The date for an answer's head, made once a second.
  func currentDate() -> [UInt8] {
    let second = Int(Self.clock(CLOCK_REALTIME) / 1_000_000_000)
    if second != dateSecond {
      dateSecond = second
      date = HTTPDate(secondsSince1970: second)
    }
    return date.text
  }

  private static func clock(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return UInt64(max(0, time.tv_sec)) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
