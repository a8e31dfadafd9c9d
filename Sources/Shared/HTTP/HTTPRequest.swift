/// A complete request.
package struct HTTPRequest: Sendable {
  /// As sent: `GET`, `HEAD`, `POST`.
  package let method: String
  /// Percent-decoded, without the query.
  package let path: String
  /// Still percent-encoded, without its question mark.
  package let query: String
  package var body: [UInt8]

  /// The received bytes, in which the header fields are looked up when asked for.
  private let head: [UInt8]
  private let fields: HTTPFields
  /// Whether the connection stays open after the answer.
  let keepsAlive: Bool
  let isVersion10: Bool

  init(
    _ line: HTTPRequestLine, head: [UInt8], fields: HTTPFields, keepsAlive: Bool, body: [UInt8]
  ) {
    method = line.method
    path = line.path
    query = line.query
    isVersion10 = line.isVersion10
    self.head = head
    self.fields = fields
    self.keepsAlive = keepsAlive
    self.body = body
  }

  /// The value of a header field, whose name may be in any case; repeated fields are joined
  /// with `, `.
  package func header(_ name: String) -> String? { fields.value(of: name, in: head.span) }

  /// The values of a parameter of the query, decoded, in their order.
  ///
  /// - Parameter name: Decoded too: `collect[]` finds `collect[]=cpu` and `collect%5B%5D=cpu`.
  package func queryValues(_ name: String) -> [String] {
    guard !query.isEmpty else { return [] }
    var values: [String] = []
    let query = Array(query.utf8)
    var rest = TextCursor(query.span)
    while !rest.isAtEnd {
      var pair = rest.slice(upTo: "&")
      let key = pair.slice(upTo: "=").bytes
      guard String(percentDecoding: key, plusIsSpace: true) == name,
        let value = String(percentDecoding: pair.bytes, plusIsSpace: true)
      else { continue }
      values.append(value)
    }
    return values
  }
}

extension HTTPRequest {
  /// A request that did not come over a socket, for tests and for asking a handler directly.
  ///
  /// - Parameter target: A path with or without a query.
  package init(
    method: String = "GET", _ target: String, headers: [(String, String)] = [], body: [UInt8] = []
  ) throws(HTTPRejection) {
    let lines = headers.map { "\($0): \($1)\r\n" }.joined()
    let head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n\(lines)\r\n"
    var parser = HTTPRequestParser()
    parser.append(Array(head.utf8).span)
    switch parser.next() {
    case .request(let request):
      self = request
      self.body = body
    case .rejected(let rejection): throw rejection
    case .incomplete, .awaitsBody: throw .malformed("The request has no end.")
    }
  }
}
