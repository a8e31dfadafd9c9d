/// An answer, whose length and date the server adds.
package struct HTTPResponse: Sendable {
  package var status: HTTPStatus
  package var contentType: String
  package var headers: [(String, String)]
  /// Handed over to the connection as it is, never copied.
  package var body: [UInt8]

  package init(
    _ status: HTTPStatus, contentType: String = "text/plain; charset=utf-8",
    headers: [(String, String)] = [], body: [UInt8] = []
  ) {
    self.status = status
    self.contentType = contentType
    self.headers = headers
    self.body = body
  }

  /// An answer for people: a line or two of text.
  package static func text(
    _ status: HTTPStatus, _ text: String, headers: [(String, String)] = []
  ) -> HTTPResponse {
    HTTPResponse(status, headers: headers, body: Array(text.utf8))
  }

  /// An answer for people to a request that went well.
  package static func text(_ text: String) -> HTTPResponse { .text(.ok, text) }

  /// Sends the client to another address.
  package static func redirect(to location: String) -> HTTPResponse {
    .text(.found, "See \(location)\n", headers: [("Location", location)])
  }
}

extension HTTPResponse {
  /// Adds fields, or puts them in the place of those that have their names.
  mutating func set(_ fields: [(String, String)]) {
    guard !fields.isEmpty else { return }
    headers.removeAll { own in
      fields.contains { $0.0.lowercased() == own.0.lowercased() }
    }
    headers += fields
  }

  /// The bytes before the body.
  ///
  /// - Parameter date: Now, as ``HTTPDate`` writes it.
  func head(date: [UInt8], keepsAlive: Bool, isVersion10: Bool) -> [UInt8] {
    var head: [UInt8] = []
    head.reserveCapacity(256)
    head.append(contentsOf: "HTTP/1.1 ".utf8)
    head.append(contentsOf: status.description.utf8)
    head.append(contentsOf: "\r\nDate: ".utf8)
    head.append(contentsOf: date)
    if status.hasBody {
      head.appendField("Content-Type", contentType)
      head.appendField("Content-Length", String(body.count))
    }
    for (name, value) in headers { head.appendField(name, value) }
    if !keepsAlive {
      head.append(contentsOf: "\r\nConnection: close".utf8)
    } else if isVersion10 {
      head.append(contentsOf: "\r\nConnection: keep-alive".utf8)
    }
    head.append(contentsOf: "\r\n\r\n".utf8)
    return head
  }
}

extension [UInt8] {
  /// A line end and a field. Control characters, which could start a field of somebody else's,
  /// become spaces.
  fileprivate mutating func appendField(_ name: String, _ value: String) {
    append(contentsOf: "\r\n".utf8)
    append(contentsOf: name.utf8)
    append(contentsOf: ": ".utf8)
    for byte in value.utf8 { append(byte.isForbiddenControl ? .space : byte) }
  }
}
