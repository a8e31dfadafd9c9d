extension HTTPLoop {
  /// Makes `response` the connection's answer under way.
  func respond(
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
  func write(_ connection: HTTPConnection) -> Bool {
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

  func finish(_ connection: HTTPConnection, then: HTTPConnection.Phase) {
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

  func awaitReader(
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
}
