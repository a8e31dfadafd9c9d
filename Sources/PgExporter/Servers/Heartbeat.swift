/// The first question of every reading, which needs no table and no lock: what answers it is up.
struct Heartbeat: Sendable {
  static let statement: Statement = "SELECT pg_is_in_recovery()"

  /// Whether a server that is a standby, or one that is none, is not what was asked for.
  ///
  /// libpq looks at `target_session_attrs` when it connects. A kept connection outlives a
  /// fail-over, so it is looked at again with each heartbeat.
  let refusesStandby: Bool
  let refusesPrimary: Bool

  /// - Parameter attributes: libpq's `target_session_attrs`.
  init(targetSessionAttributes attributes: String?) {
    refusesStandby = attributes == "read-write" || attributes == "primary"
    refusesPrimary = attributes == "standby"
  }

  /// Throws when the server did not answer, or is not what was asked for.
  func check(_ answer: Result<Rows, PgError>) throws(PgError) {
    guard let isStandby = try answer.get().first?.bool(0) else {
      throw PgError("the server's answers are out of step")
    }
    if isStandby, refusesStandby {
      throw PgError("the server has become a standby, and the data source asks for a primary")
    }
    if !isStandby, refusesPrimary {
      throw PgError("the server has become a primary, and the data source asks for a standby")
    }
  }
}
