/// Why a server that a request names is not asked, without any secret.
package struct TargetRefusal: Error, Equatable {
  package let status: HTTPStatus
  package let reason: String

  package init(status: HTTPStatus, reason: String) {
    self.status = status
    self.reason = reason
  }

  package static func badRequest(_ reason: String) -> Self {
    Self(status: .badRequest, reason: reason)
  }

  package static func forbidden(_ reason: String) -> Self {
    Self(status: .forbidden, reason: reason)
  }

  package var response: HTTPResponse { .text(status, "\(reason)\n") }
}
