import Shared

// MARK: - One transaction for many statements

extension Session {
  /// Whether a statement shares a transaction with its neighbours.
  ///
  /// Only what did well the last time does. So hardly any has to be sent again because another failed,
  /// and what lasts until the end of the transaction lasts for a moment: locks, the server's copy of
  /// its statistics, `now()`.
  func joins(_ statement: Statement) -> Bool {
    let key = self.key(of: statement)
    // Before version 11, the statements of a transaction have one time limit together.
    return !isPooled && version >= 11 && !statement.usesRoleSearchPath && statement.timeout == nil
      && prepared[key] != nil && !apart.contains(key)
  }

  /// Remembers how a statement did.
  func judge(_ statement: Statement, _ answer: Result<Rows, PgError>, _ took: Duration) {
    let key = self.key(of: statement)
    if case .success = answer, took < moment {
      if !apart.isEmpty { apart.remove(key) }
    } else if prepared[key] != nil {
      apart.insert(key)
    }
  }

  func key(of statement: Statement) -> PreparedKey {
    PreparedKey(
      sql: statement.sql, digest: statement.digest,
      usesRoleSearchPath: statement.usesRoleSearchPath)
  }
}
