extension HTTPLoop {
  /// Bytes that a client may send after its request was refused, before it is cut off.
  private static let discardLimit = 32 * 1024 * 1024

  /// Reads once; whether it may be tried again.
  func read(_ connection: HTTPConnection) -> Bool {
    switch unsafe connection.transport.read(into: scratch) {
    case .done(let count):
      unsafe connection.parser.append(
        Span(_unsafeBytes: UnsafeRawBufferPointer(rebasing: scratch[..<count])))
      noteReceived(connection)
      return connection.transport.hasReadAhead
    case .wantRead:
      wait(connection, for: .read)
    case .wantWrite:
      wait(connection, for: .write)
    case .closed:
      part(from: connection)
    }
    return false
  }

  /// Ends a connection that gives no more requests.
  private func part(from connection: HTTPConnection) {
    if let rejection = connection.transport.rejection {
      refuse(rejection, on: connection)
    } else if connection.transport.hasRefused {
      linger(connection)
    } else {
      close(connection)
    }
  }

  func awaitRequest(on connection: HTTPConnection) {
    let isIdle = connection.parser.isEmpty && !connection.transport.isOpening
    let kind: HTTPTimeouts.Kind = isIdle ? .idle : .request
    if timeouts.kind(of: connection.slot) != kind { timeouts.arm(connection.slot, kind, at: now) }
    if connection.interest.isEmpty { wait(connection, for: .read) }
    noteReceived(connection)
    limitReceived()
  }

  /// Counts what the connection holds of requests, after that has changed.
  func noteReceived(_ connection: HTTPConnection) {
    guard connection.phase != .closed else { return }
    let memory = connection.parser.memory + connection.transport.memory
    received += memory - connection.received
    connection.received = memory
  }

  /// Closes connections until what is received fits: those first that have been at a request for
  /// longest, then those that do not read, which may have sent the next requests already.
  func limitReceived() {
    while received > server.configuration.receivedLimit,
      let slot = timeouts.oldest(.request) ?? timeouts.oldest(.write),
      let connection = connections[slot]
    {
      close(connection)
    }
  }

  func start(_ request: HTTPRequest, on connection: HTTPConnection) {
    timeouts.disarm(connection.slot)
    noteReceived(connection)
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

  func refuse(_ rejection: HTTPRejection, on connection: HTTPConnection) {
    underWay += 1
    respond(rejection.response, to: nil, on: connection, keepsAlive: false)
  }

  /// The socket is empty when this is sent, so that it either fits or the client is gone.
  func sendContinue(_ connection: HTTPConnection) {
    let text = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
    let none: [UInt8] = []
    if connection.transport.write(text.span, none.span) != .done(text.count) { close(connection) }
  }

  /// Throws away what a refused client still sends; whether it may be tried again.
  func discard(_ connection: HTTPConnection) -> Bool {
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
