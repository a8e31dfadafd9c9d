/// The limits of an ``HTTPServer``.
package struct HTTPServerConfiguration: Sendable {
  /// Requests answered at a time; the next get a 503. 0 means no limit.
  package var maxRequests = 40
  /// Connections open at a time. Over it, those that have been idle longest are closed.
  package var maxConnections = OpenFileLimit.connections(of: 1024)

  /// For a request, from its first byte to its last.
  package var requestTimeout: Duration = .seconds(10)
  /// Between two requests; above the usual scrape intervals, so that scrapers keep connections.
  package var idleTimeout: Duration = .seconds(120)
  /// For a client that reads nothing of an answer.
  package var writeTimeout: Duration = .seconds(30)
  /// For a client to read an error before its connection is closed.
  package var lingerTimeout: Duration = .seconds(2)

  package var requestLimits = HTTPRequestParser.Limits()
  /// Bytes of answers that clients have not read yet, all together. Over it, the connection that
  /// has read nothing for longest is closed.
  package var unsentLimit = 64 * 1024 * 1024

  /// Called on the server's thread for every answer, also those to requests that no handler saw
  /// (then there is no request). It must return at once.
  package var onResponse: @Sendable (HTTPRequest?, HTTPStatus) -> Void = { _, _ in }

  /// Makes what carries the bytes of a connection, from its socket, which it does not own. This is
  /// where TLS comes in; passwords are checked by a handler around the others, on the pool.
  package var makeTransport: @Sendable (CInt) -> any Transport = { PlainTransport(socket: $0) }

  package init() {}
}
