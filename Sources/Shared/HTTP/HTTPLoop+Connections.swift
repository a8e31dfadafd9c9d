internal import Logging

extension HTTPLoop {
  /// Bytes that a client may send after its request was refused, before it is cut off.
  private static let discardLimit = 32 * 1024 * 1024

  /// Takes a connection on that is ready for something.
  func handle(_ ready: Epoll.Interest, of connection: HTTPConnection) {
    switch connection.phase {
    case .running where !ready.isDisjoint(with: .hangUp):
      // Nobody is left to answer.
      close(connection)
    case .running:
      // The next request can wait in the kernel.
      wait(connection, for: [])
    default:
      advance(connection, mayRead: true)
    }
  }

  /// Hands an answer of the pool to its connection, if that is still there.
  func send(_ answer: HTTPServer.Answer) {
    guard let connection = connection(answer.connection), connection.phase == .running else {
      return
    }
    let request = connection.answering
    connection.answering = nil
    respond(
      answer.response, to: request, on: connection,
      keepsAlive: (request?.keepsAlive ?? false) && !isStopping)
    advance(connection, mayRead: false)
  }

  /// Does what can be done without waiting.
  private func advance(_ connection: HTTPConnection, mayRead: Bool) {
    // One read at a time: the loop comes back for more once others had their turn.
    var mayRead = mayRead
    while true {
      switch connection.phase {
      case .receiving:
        switch connection.parser.next() {
        case .request(let request): start(request, on: connection)
        case .rejected(let rejection): refuse(rejection, on: connection)
        case .incomplete:
          guard mayRead else { return awaitRequest(on: connection) }
          mayRead = read(connection)
        case .awaitsBody:
          sendContinue(connection)
        }
      case .sending:
        guard write(connection) else { return }
      case .lingering:
        guard mayRead else { return }
        mayRead = discard(connection)
      case .running, .closed:
        return
      }
    }
  }
}

// MARK: - Receiving

extension HTTPLoop {
  /// Reads once; whether it may be tried again.
  private func read(_ connection: HTTPConnection) -> Bool {
    switch unsafe connection.transport.read(into: scratch) {
    case .done(let count):
      unsafe connection.parser.append(
        Span(_unsafeBytes: UnsafeRawBufferPointer(rebasing: scratch[..<count])))
      return connection.transport.hasReadAhead
    case .wantRead:
      wait(connection, for: .read)
    case .wantWrite:
      wait(connection, for: .write)
    case .closed:
      close(connection)
    }
    return false
  }

  private func awaitRequest(on connection: HTTPConnection) {
    let kind: HTTPTimeouts.Kind = connection.parser.isEmpty ? .idle : .request
    if timeouts.kind(of: connection.slot) != kind { timeouts.arm(connection.slot, kind, at: now) }
    if connection.interest.isEmpty { wait(connection, for: .read) }
  }

  private func start(_ request: HTTPRequest, on connection: HTTPConnection) {
    timeouts.disarm(connection.slot)
    underWay += 1
    guard server.run(request, for: connection.token) else {
      return respond(
        .text(
          .serviceUnavailable, "Too many requests are being answered already.\n",
          headers: [("Retry-After", "1")]),
        to: request, on: connection, keepsAlive: request.keepsAlive)
    }
    connection.answering = request
    connection.phase = .running
  }

  private func refuse(_ rejection: HTTPRejection, on connection: HTTPConnection) {
    underWay += 1
    respond(rejection.response, to: nil, on: connection, keepsAlive: false)
  }

  /// The socket is empty when this is sent, so that it either fits or the client is gone.
  private func sendContinue(_ connection: HTTPConnection) {
    let text = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
    let none: [UInt8] = []
    if connection.transport.write(text.span, none.span) != .done(text.count) { close(connection) }
  }
}

// MARK: - Sending

extension HTTPLoop {
  /// Makes `response` the connection's answer under way.
  private func respond(
    _ response: HTTPResponse, to request: HTTPRequest?, on connection: HTTPConnection,
    keepsAlive: Bool
  ) {
    server.configuration.onResponse(request, response.status)
    let hasBody = response.status.hasBody && request?.method != "HEAD"
    let outgoing = HTTPConnection.Outgoing(
      head: response.head(
        date: currentDate(), keepsAlive: keepsAlive, isVersion10: request?.isVersion10 ?? false),
      body: hasBody ? response.body : [],
      // Of what a client sends after a request that cannot be read, nothing is known.
      then: keepsAlive
        ? .receiving : request == nil || !connection.parser.isEmpty ? .lingering : .closed)
    unsent += outgoing.size
    connection.outgoing = outgoing
    connection.phase = .sending
  }

  /// Writes once; whether the answer is out.
  private func write(_ connection: HTTPConnection) -> Bool {
    switch connection.write() {
    case .done:
      guard let outgoing = connection.outgoing, outgoing.sent == outgoing.size else {
        awaitReader(connection, .write, hasProgress: true)
        return false
      }
      finish(connection, then: outgoing.then)
      return true
    case .wantWrite:
      awaitReader(connection, .write, hasProgress: false)
    case .wantRead:
      awaitReader(connection, .read, hasProgress: false)
    case .closed:
      close(connection)
    }
    return false
  }

  private func finish(_ connection: HTTPConnection, then: HTTPConnection.Phase) {
    unsent -= connection.outgoing?.size ?? 0
    connection.outgoing = nil
    underWay -= 1
    timeouts.disarm(connection.slot)
    connection.phase = .receiving
    switch then {
    case .receiving where !isStopping:
      if connection.interest != .read, !connection.interest.isEmpty {
        wait(connection, for: .read)
      }
    case .lingering:
      connection.phase = .lingering
      connection.parser = HTTPRequestParser()
      connection.transport.endWriting()
      timeouts.arm(connection.slot, .linger, at: now)
      wait(connection, for: .read)
    default:
      close(connection)
    }
  }

  private func awaitReader(
    _ connection: HTTPConnection, _ interest: Epoll.Interest, hasProgress: Bool
  ) {
    if hasProgress || timeouts.kind(of: connection.slot) != .write {
      timeouts.arm(connection.slot, .write, at: now)
    }
    wait(connection, for: interest)
    while unsent > server.configuration.unsentLimit,
      let stalled = timeouts.oldest(.write).flatMap({ connections[$0] }), stalled !== connection
    {
      close(stalled)
    }
  }

  /// Throws away what a refused client still sends; whether it may be tried again.
  private func discard(_ connection: HTTPConnection) -> Bool {
    switch unsafe connection.transport.read(into: scratch) {
    case .done(let count):
      connection.discarded += count
      if connection.discarded > Self.discardLimit { close(connection) }
      return connection.transport.hasReadAhead
    case .wantRead: wait(connection, for: .read)
    case .wantWrite: wait(connection, for: .write)
    case .closed: close(connection)
    }
    return false
  }
}

// MARK: - Waiting and closing

extension HTTPLoop {
  /// Has the loop come back when the connection is ready for `interest`.
  private func wait(_ connection: HTTPConnection, for interest: Epoll.Interest) {
    guard connection.interest != interest else { return }
    connection.interest = interest
    do throws(SystemError) {
      try epoll.modify(connection.socket.rawValue, interest, token: connection.token)
    } catch {
      server.log.warning("\(error); a connection is closed")
      close(connection)
    }
  }

  /// Ends what took too long.
  func expire(_ slot: Int, _ kind: HTTPTimeouts.Kind) {
    guard let connection = connections[slot] else { return timeouts.disarm(slot) }
    guard kind == .request, connection.phase == .receiving else { return close(connection) }
    timeouts.disarm(slot)
    refuse(
      HTTPRejection(.requestTimeout, "The request did not come to an end in time."), on: connection)
    advance(connection, mayRead: false)
  }

  func close(_ connection: HTTPConnection) {
    guard connection.phase != .closed else { return }
    if connection.phase == .running || connection.phase == .sending { underWay -= 1 }
    unsent -= connection.outgoing?.size ?? 0
    connection.outgoing = nil
    connection.phase = .closed
    timeouts.disarm(connection.slot)
    // The last reference to it: the socket is closed when the caller lets go.
    connections[connection.slot] = nil
    connectionCount -= 1
    resumeAccepting()
  }
}
