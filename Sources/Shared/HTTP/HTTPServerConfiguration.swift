/// The limits of an ``HTTPServer``.
package struct HTTPServerConfiguration: Sendable {
  /// Requests answered at a time, of those that ``isLimited`` counts; the next get a 503. 0 means
  /// no limit.
  package var maxRequests = 40
  /// Which requests ``maxRequests`` is for. Asked on the server's thread; it must return at once.
  package var isLimited: @Sendable (HTTPRequest) -> Bool = { _ in true }
  /// Connections open at a time. Over it, those are closed that are missed least: first the one
  /// that has been idle longest, last one whose client does not read its answer.
  package var maxConnections = OpenFileLimit.connections(of: 1024)

  /// For a request, from its first byte to its last.
  package var requestTimeout: Duration = .seconds(10)
  /// Between two requests; above the usual scrape intervals, so that scrapers keep connections.
  package var idleTimeout: Duration = .seconds(120)
  /// For a client that reads nothing of an answer.
  package var writeTimeout: Duration = .seconds(30)
  /// For a whole answer, however steadily it is read, and ``slowestReading`` on top.
  package var answerTimeout: Duration = .seconds(60)
  /// Bytes a second at which a client may read an answer.
  package var slowestReading = 10_000
  /// For a client to read an error before its connection is closed.
  package var lingerTimeout: Duration = .seconds(2)

  /// Bytes of requests that are not complete or not begun, and of handshakes, all together. Over
  /// it, the connection whose request has been under way for longest is closed.
  package var receivedLimit = 32 * 1024 * 1024
  package var requestLimits = HTTPRequestParser.Limits()
  /// Bytes of answers that clients have not read yet, all together. Over it, the connection that
  /// has read nothing for longest is closed.
  package var unsentLimit = 64 * 1024 * 1024

  /// Called on the server's thread for every answer, also those to requests that no handler saw
  /// (then there is no request). It must return at once.
  package var onResponse: @Sendable (HTTPRequest?, HTTPStatus) -> Void = { _, _ in }

  /// Called once, on the server's thread, if the server ends although nobody stopped it.
  package var onFailure: @Sendable () -> Void = {}

  /// Fields that every answer gets, in place of its own of the same name. Asked on the server's
  /// thread; it must return at once.
  package var headers: @Sendable () -> [(String, String)] = { [] }

  /// Makes what carries the bytes of a connection, from its socket, which it does not own. This is
  /// where TLS comes in; passwords are checked by a handler around the others, on the pool.
  package var makeTransport: @Sendable (CInt) -> any Transport = { PlainTransport(socket: $0) }

  package init() {}
}
