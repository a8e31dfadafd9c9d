/// What went wrong with a server or a statement, in words that hold no secret.
struct PgError: Error, Equatable, CustomStringConvertible {
  /// What was attempted, on what, and why it failed.
  let description: String
  /// The server's five letters for the reason, as in `42501`; `nil` when it did not come from there.
  let state: String?

  init(_ description: String, state: String? = nil) {
    self.description = description
    self.state = state
  }
}

extension PgError {
  /// The role may not read something.
  static let insufficientPrivilege = "42501"
  /// A lock was not to be had in the time allowed (`lock_timeout`).
  static let lockNotAvailable = "55P03"
  /// Cancelled, as by `statement_timeout`.
  static let queryCanceled = "57014"
}
