/// Why a request is answered with an error before any handler sees it.
package struct HTTPRejection: Error, Equatable, CustomStringConvertible {
  package let status: HTTPStatus
  /// One sentence for the person who sent it.
  package let reason: String

  package init(_ status: HTTPStatus, _ reason: String) {
    self.status = status
    self.reason = reason
  }

  static func malformed(_ reason: String) -> HTTPRejection { HTTPRejection(.badRequest, reason) }

  package var description: String { "\(status): \(reason)" }

  var response: HTTPResponse { .text(status, reason + "\n") }
}
