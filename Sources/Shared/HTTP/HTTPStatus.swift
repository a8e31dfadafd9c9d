/// The code and reason of an answer's first line.
package struct HTTPStatus: Hashable, Sendable, CustomStringConvertible {
  package let code: Int
  package let reason: String

  package init(_ code: Int, _ reason: String) {
    self.code = code
    self.reason = reason
  }

  /// As in an answer's first line, e.g. `404 Not Found`.
  package var description: String { "\(code) \(reason)" }

  /// Whether an answer with this status has a body, if an empty one.
  var hasBody: Bool { code >= 200 && code != 204 && code != 304 }
}

extension HTTPStatus {
  package static let ok = HTTPStatus(200, "OK")
  package static let accepted = HTTPStatus(202, "Accepted")
  package static let noContent = HTTPStatus(204, "No Content")
  package static let found = HTTPStatus(302, "Found")
  package static let badRequest = HTTPStatus(400, "Bad Request")
  package static let unauthorized = HTTPStatus(401, "Unauthorized")
  package static let forbidden = HTTPStatus(403, "Forbidden")
  package static let notFound = HTTPStatus(404, "Not Found")
  package static let methodNotAllowed = HTTPStatus(405, "Method Not Allowed")
  package static let requestTimeout = HTTPStatus(408, "Request Timeout")
  package static let lengthRequired = HTTPStatus(411, "Length Required")
  package static let contentTooLarge = HTTPStatus(413, "Content Too Large")
  package static let targetTooLong = HTTPStatus(414, "URI Too Long")
  package static let expectationFailed = HTTPStatus(417, "Expectation Failed")
  package static let tooManyRequests = HTTPStatus(429, "Too Many Requests")
  package static let headerFieldsTooLarge = HTTPStatus(431, "Request Header Fields Too Large")
  package static let internalServerError = HTTPStatus(500, "Internal Server Error")
  package static let notImplemented = HTTPStatus(501, "Not Implemented")
  package static let serviceUnavailable = HTTPStatus(503, "Service Unavailable")
  package static let versionNotSupported = HTTPStatus(505, "HTTP Version Not Supported")
}
