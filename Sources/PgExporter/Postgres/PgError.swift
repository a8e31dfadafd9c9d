/// What went wrong with a server or a statement, in one line that holds no secret.
struct PgError: Error, Equatable, CustomStringConvertible {
  /// What was attempted, on what, and why it failed.
  let description: String
  /// The server's five letters for the reason, as in `42501`; `nil` when it did not come from there.
  let state: String?

  /// What libpq's words say of why the server cannot be used, where it was asked of them alone.
  let reason: DownReason?

  init(_ description: String, state: String? = nil, reason: DownReason? = nil) {
    self.description = description
    self.reason = reason
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
  /// The server starts up or shuts down, or is a standby that lets nobody in yet.
  static let cannotConnectNow = "57P03"

  /// A prepared statement is not there: somebody between us and the server hands our statements to
  /// changing backends.
  static let noSuchStatement = "26000"
  /// A prepared statement is there already, for the same reason.
  static let duplicateStatement = "42P05"
  static let protocolViolation = "08P01"
  /// A table's columns changed under a prepared statement.
  static let featureNotSupported = "0A000"

  /// No answer came in time.
  static func notAnswered(_ what: String) -> PgError {
    PgError("\(what): not answered before the deadline", reason: .timeout)
  }
}

// MARK: - Remedies

extension PgError {
  /// What to do about a server that does not let `role` in.
  static func remedyForConnecting(_ state: String?, as role: String) -> String? {
    switch state {
    case "28P01": "check the password of \(role)"
    case "28000": "let \(role) in: a line in pg_hba.conf, and a role that may log in"
    case "53300": "raise max_connections, or keep some free with reserved_connections"
    case "53400": "raise the connection limit of \(role) or of its database"
    case "3D000": "name a database that is there in dbname"
    case "42501": "GRANT CONNECT on the database to \(role.sqlIdentifier)"
    case cannotConnectNow: "it starts up or shuts down; we try again"
    default: nil
    }
  }

  /// What to do about a statement that `role` may not run.
  static func remedy(_ state: String?, role: String, isGuest: Bool) -> String? {
    guard state == insufficientPrivilege else { return nil }
    return isGuest
      ? "GRANT the right to read it to \(role.sqlIdentifier)"
      : "GRANT pg_monitor TO \(role.sqlIdentifier)"
  }
}
