extension HTTPLoop {
  /// Makes `response` the connection's answer under way.
  func respond(
    _ response: HTTPResponse, to request: HTTPRequest?, on connection: HTTPConnection,
    keepsAlive: Bool
  ) {
    var response = response
    response.set(server.configuration.headers())
    server.configuration.onResponse(request, response.status)
    let hasBody = response.status.hasBody && request?.method != "HEAD"
    let head = response.head(
      date: currentDate(), keepsAlive: keepsAlive, isVersion10: request?.isVersion10 ?? false)
    let body = hasBody ? response.body : []
    let outgoing = HTTPConnection.Outgoing(
      head: head, body: body, end: now + answerTime(for: head.count + body.count),
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
      linger(connection)
    default:
      connection.transport.endWriting()
      close(connection)
    }
  }

  /// Throws away what still comes, for as long as the client may need to read what was said.
  func linger(_ connection: HTTPConnection) {
    connection.phase = .lingering
    connection.parser = HTTPRequestParser()
    noteReceived(connection)
    connection.transport.endWriting()
    timeouts.arm(connection.slot, .linger, at: now)
    wait(connection, for: .read)
  }

  /// Nanoseconds that a client may take to read so many bytes.
  private func answerTime(for size: Int) -> UInt64 {
    let configuration = server.configuration
    let time =
      configuration.answerTimeout + .seconds(size) / max(1, configuration.slowestReading)
    let (seconds, attoseconds) = time.components
    return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds) / 1_000_000_000)
  }

  func awaitReader(
    _ connection: HTTPConnection, _ interest: Epoll.Interest, hasProgress: Bool
  ) {
    // Without this, a byte now and then would keep an answer, and its connection, for ever.
    if let end = connection.outgoing?.end, end <= now { return close(connection) }
    if hasProgress || timeouts.kind(of: connection.slot) != .write {
      timeouts.arm(connection.slot, .write, at: now)
    }
    wait(connection, for: interest)
    while unsent > server.configuration.unsentLimit,
      let stalled = timeouts.oldest(.write).flatMap({ connections[$0] }), stalled !== connection
    {
      close(stalled)
    }
    limitReceived()
  }
}
