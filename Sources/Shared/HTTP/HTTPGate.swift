/// What stands between clients and an exporter's pages: TLS, passwords, and limits.
package protocol HTTPGate: Sendable {
  /// Connections that may be open at once, where each costs more than a descriptor.
  var maxConnections: Int? { get }

  /// Makes what carries the bytes of a connection. Called on the server's thread.
  func makeTransport(socket: CInt) -> any Transport

  /// The answer to a request that does not come in; `nil` for one that does. Called on the pool,
  /// before any handler sees the request.
  func refusal(of request: HTTPRequest) -> HTTPResponse?

  /// Whether the request is known to come in. Called on the server's thread; it must return at once.
  ///
  /// Those of strangers do not count as scrapes under way: the limit of these would keep out whoever
  /// may come in.
  func recognizes(_ request: HTTPRequest) -> Bool

  /// Fields that every answer gets. Called on the server's thread.
  var headers: [(String, String)] { get }
}

extension HTTPServerConfiguration {
  /// Has every connection and answer come through a gate. Requests are asked for where they are
  /// handled: ``HTTPGate/refusal(of:)``.
  mutating func put(_ gate: some HTTPGate) {
    if let limit = gate.maxConnections { maxConnections = min(maxConnections, limit) }
    makeTransport = { gate.makeTransport(socket: $0) }
    headers = { gate.headers }
    isLimited = { [isLimited] request in isLimited(request) && gate.recognizes(request) }
  }
}
