import CPostgres
import Shared

// MARK: - Sending, which does not wait

extension Session {
  /// Sends statements, in their order.
  ///
  /// - Parameter together: Whether those that ``joins(_:)`` says it of share a transaction.
  func send(
    _ indices: some Sequence<Int>, of statements: [Statement], together: Bool
  ) throws(PgError) -> [Frame] {
    var frames: [Frame] = []
    for index in indices {
      let statement = statements[index]
      let isJoining = together && joins(statement)
      if let last = frames.indices.last, !frames[last].endsTransaction {
        if isJoining {
          // The server sends each answer when it has it, and not when its buffer is full.
          try check(unsafe PQsendFlushRequest(connection.handle))
        } else {
          try end(&frames[last])
        }
      }
      frames += try send(statement, index, isJoining: isJoining)
    }
    if let last = frames.indices.last, !frames[last].endsTransaction { try end(&frames[last]) }
    return frames
  }

  private func end(_ frame: inout Frame) throws(PgError) {
    frame.endsTransaction = true
    try sync()
  }

  /// Sends a statement, with what has to go before it and after it.
  private func send(
    _ statement: Statement, _ index: Int, isJoining: Bool
  ) throws(PgError) -> [Frame] {
    var frame = Frame(statement: index)
    let isGuest = statement.usesRoleSearchPath
    // Read-only whatever the session's default has become, and what it sets goes with it: ROLLBACK
    // takes back even settings that were made for the session.
    if isGuest { try append("BEGIN READ ONLY", to: &frame) }
    let settings = localSettings(for: statement)
    if !settings.isEmpty { try appendSettings(settings, isLocal: true, to: &frame) }
    let key = self.key(of: statement)
    frame.isKnown = prepared[key] != nil
    frame.rowLimit = statement.rowLimit
    try append(statement.sql, as: key, to: &frame)
    frame.endsTransaction = !isJoining
    if !isJoining { try sync() }
    return isGuest ? [frame, try send("ROLLBACK")] : [frame]
  }

  /// Sends the time limits for all statements that follow.
  func sendTimeouts() throws(PgError) -> Frame {
    var frame = Frame(statement: nil)
    try appendSettings(timeouts.settings, isLocal: false, to: &frame)
    try sync()
    return frame
  }

  private func send(_ command: String) throws(PgError) -> Frame {
    var frame = Frame(statement: nil)
    try append(command, to: &frame)
    try sync()
    return frame
  }

  /// Sends one statement that is not worth preparing.
  func sendUnprepared(_ sql: String) throws(PgError) -> Frame {
    context.statistics.countStatement()
    let frame = Frame(statement: nil, commands: 1)
    let isSent = unsafe PQsendQueryParams(connection.handle, sql, 0, nil, nil, nil, nil, 0)
    try check(isSent)
    try sync()
    return frame
  }

  private func appendSettings(
    _ settings: [(name: String, value: String)], isLocal: Bool, to frame: inout Frame
  ) throws(PgError) {
    let changes = settings.enumerated().map { index, setting in
      "pg_catalog.set_config('\(setting.name)', $\(index + 1), \(isLocal))"
    }
    try append(
      "SELECT \(changes.joined(separator: ", "))", settings.map(\.value), to: &frame)
  }

  /// Adds a command, and before it what prepares it when the server does not know it yet.
  private func append(
    _ sql: String, _ values: [String] = [], as own: PreparedKey? = nil, to frame: inout Frame
  ) throws(PgError) {
    context.statistics.countStatement()
    let handle = unsafe connection.handle
    let count = CInt(values.count)
    defer { frame.commands += 1 }
    guard !isPooled else {
      try check(
        unsafe withCStrings(values) { values in
          unsafe PQsendQueryParams(handle, sql, count, nil, values, nil, nil, 0)
        })
      return
    }
    let key = own ?? PreparedKey(sql: sql, usesRoleSearchPath: false)
    let name: String
    if let known = prepared[key] {
      name = known
      frame.usesKnown = true
    } else if let known = underWay[key] {
      name = known
    } else {
      nameCount += 1
      name = "vigie\(nameCount)"
      underWay[key] = name
      try check(unsafe PQsendPrepare(handle, name, sql, 0, nil))
      frame.preparing[frame.commands] = key
      frame.commands += 1
    }
    guard !values.isEmpty else {
      try check(unsafe PQsendQueryPrepared(handle, name, 0, nil, nil, nil, 0))
      return
    }
    try check(
      unsafe withCStrings(values) { values in
        unsafe PQsendQueryPrepared(handle, name, count, values, nil, nil, 0)
      })
  }

  private func sync() throws(PgError) { try check(unsafe vigie_pipeline_sync(connection.handle)) }

  private func check(_ isSent: CInt) throws(PgError) {
    guard isSent == 1 else { throw failure("send to \(place)") }
  }
}
