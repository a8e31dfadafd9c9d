import Shared

// MARK: - What a session sets before its first statement

extension Session {
  /// Nobody else's objects come before the server's own, not even our own temporary ones.
  static let pinnedSearchPath = "pg_catalog, pg_temp"

  /// Settings for the session, each with its value.
  var ownSettings: [(name: String, value: String)] {
    var settings = [
      ("default_transaction_read_only", "on"),
      // A role may have another default, with which a statement may have to wait or be repeated.
      ("default_transaction_isolation", "read committed"),
      ("search_path", Self.pinnedSearchPath),
      ("DateStyle", "ISO, YMD"), ("IntervalStyle", "postgres"), ("TimeZone", "UTC"),
      ("bytea_output", "hex"), ("client_min_messages", "error"),
    ]
    settings += timeouts.settings.map { ($0.name, $0.value) }
    // Compiling a statement of ours takes longer than running it.
    if version >= 11 { settings.append(("jit", "off")) }
    if version >= 14 {
      settings.append(("idle_session_timeout", "0"))
      // A statement whose scrape is over ends when its connection has gone.
      settings.append(("client_connection_check_interval", "1s"))
    }
    // The role's is meant for a statement or two, and ours share a transaction.
    if version >= 17 { settings.append(("transaction_timeout", "0")) }
    return settings
  }

  /// Changes the settings of the session, but only of one that is ours: through a pooler they would
  /// become those of whoever gets the backend after us. A pooler gives its own number for the
  /// backend's, so that one statement can see to it.
  ///
  /// What the server refuses costs only itself.
  func settle(
    _ settings: [(name: String, value: String)], by deadline: Deadline
  ) throws(PgError) {
    guard case .failure = try set(settings, by: deadline) else { return }
    for setting in settings { _ = try set([setting], by: deadline) }
  }

  private func set(
    _ settings: [(name: String, value: String)], by deadline: Deadline
  ) throws(PgError) -> Result<Rows, PgError> {
    // Names are given with their schema, since the role's search path holds until this has run.
    let changes = settings.map {
      "pg_catalog.set_config(\($0.name.sqlLiteral), \($0.value.sqlLiteral), false)"
    }
    let sql = """
      SELECT pg_catalog.current_setting('search_path'), \(changes.joined(separator: ", ")) \
      WHERE pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) \(backendPID)
      """
    let answer = try askAtOnce(sql, by: deadline)
    if case .success(let rows) = answer {
      isPooled = rows.isEmpty
      if roleSearchPath == nil { roleSearchPath = rows.first?.text(0) }
    }
    return answer
  }

  /// What the transaction of a statement sets for itself.
  func localSettings(for statement: Statement) -> [(name: String, value: String)] {
    var settings: [(name: String, value: String)] = []
    if let own = statement.timeout {
      let milliseconds =
        max(own.components.seconds, 0) * 1000
        + own.components.attoseconds / 1_000_000_000_000_000
      settings.append(
        ("statement_timeout", "\(max(min(Int(milliseconds), timeouts.statement), 1))"))
    }
    guard isPooled else {
      if statement.usesRoleSearchPath, let roleSearchPath {
        settings.append(("search_path", roleSearchPath))
      }
      return settings
    }
    // Nothing lasts longer than the transaction there.
    if statement.timeout == nil { settings.append(timeouts.settings[0]) }
    settings += [
      timeouts.settings[1], ("DateStyle", "ISO, YMD"), ("IntervalStyle", "postgres"),
      ("TimeZone", "UTC"), ("bytea_output", "hex"),
    ]
    if version >= 11 { settings.append(("jit", "off")) }
    if !statement.usesRoleSearchPath {
      settings += [("search_path", Self.pinnedSearchPath), ("transaction_read_only", "on")]
    }
    return settings
  }
}
