internal import Logging

extension HTTPLoop {
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

// MARK: - Waiting and closing

extension HTTPLoop {
  /// Has the loop come back when the connection is ready for `interest`.
  func wait(_ connection: HTTPConnection, for interest: Epoll.Interest) {
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
    // A client that has not come as far as to ask cannot be answered.
    guard kind == .request, connection.phase == .receiving, !connection.transport.isOpening else {
      return close(connection)
    }
    timeouts.disarm(slot)
    refuse(
      HTTPRejection(.requestTimeout, "The request did not come to an end in time."), on: connection)
    advance(connection, mayRead: false)
  }

  func close(_ connection: HTTPConnection) {
    guard connection.phase != .closed else { return }
    if connection.phase == .running || connection.phase == .sending { underWay -= 1 }
    unsent -= connection.outgoing?.size ?? 0
    received -= connection.received
    connection.outgoing = nil
    connection.phase = .closed
    timeouts.disarm(connection.slot)
    // The last reference to it: the socket is closed when the caller lets go.
    connections[connection.slot] = nil
    connectionCount -= 1
    resumeAccepting()
  }
}
