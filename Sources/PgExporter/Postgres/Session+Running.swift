import Shared

// MARK: - A pipeline

extension Session {
  /// Sends all statements and hands over each answer as it comes, with the time since the answer
  /// before it.
  ///
  /// Every statement has exactly one answer, in their order, whatever happens: those that were not
  /// answered fail.
  ///
  /// - Throws: When the session is of no further use.
  func run(
    _ statements: [Statement], by deadline: Deadline,
    each: (_ index: Int, _ answer: Result<Rows, PgError>, _ took: Duration) -> Void
  ) throws(PgError) {
    var answers = Outbox(count: statements.count)
    do throws(PgError) {
      try run(statements, by: deadline, into: &answers, each)
    } catch {
      isBroken = true
      // The server ends what it does for nobody.
      if !connection.isLost { unsafe context.canceller.cancel(connection.handle) }
      connection.hangUp()
      answers.finish(error, each)
      throw error
    }
  }

  /// Sends one statement and waits for its answer.
  func ask(
    _ statement: Statement, by deadline: Deadline
  ) throws(PgError) -> Result<Rows, PgError> {
    var result: Result<Rows, PgError> = .failure(PgError("the server's answer is empty"))
    try run([statement], by: deadline) { _, answer, _ in result = answer }
    return result
  }

  private func run(
    _ statements: [Statement], by deadline: Deadline, into answers: inout Outbox,
    _ each: (Int, Result<Rows, PgError>, Duration) -> Void
  ) throws(PgError) {
    guard !statements.isEmpty else { return }
    guard !isBroken else { throw PgError("read from \(place): the session has ended") }
    guard !deadline.hasPassed else { throw .notAnswered("read from \(place)") }
    underWay = [:]
    var frames: [Frame] = []
    let wanted = SessionTimeouts(by: deadline)
    if !timeouts.serves(wanted) {
      timeouts = wanted
      if !isPooled { frames.append(try sendTimeouts()) }
    }
    frames += try send(statements.indices, of: statements, together: true)
    context.statistics.countRoundTrip()
    var again = try receive(
      frames, of: statements, renewing: true, by: deadline, into: &answers, each)
    // What was left out may have to be renewed in its turn.
    for isLast in [false, true] where !again.all.isEmpty {
      frames = try retire(again.stale.map { statements[$0] })
      frames += try send(again.all, of: statements, together: false)
      context.statistics.countRoundTrip()
      again = try receive(
        frames, of: statements, renewing: !isLast, by: deadline, into: &answers, each)
    }
  }

  /// - Parameter renewing: Whether statements that are stale are to be sent once more.
  /// - Returns: The statements that are to be sent once more; answers behind the first of them are
  ///   kept until then, so that all are handed over in order.
  private func receive(
    _ frames: [Frame], of statements: [Statement], renewing: Bool, by deadline: Deadline,
    into answers: inout Outbox, _ each: (Int, Result<Rows, PgError>, Duration) -> Void
  ) throws(PgError) -> (all: [Int], stale: [Int]) {
    var again: (all: [Int], stale: [Int]) = ([], [])
    var isFailed = false
    for frame in frames {
      let answer = try receive(frame, by: deadline)
      let isLeftOut = isFailed
      if case .failure = answer { isFailed = true }
      if frame.endsTransaction { isFailed = false }
      guard let index = frame.statement else { continue }
      if isLeftOut {
        again.all.append(index)
      } else if renewing, case .failure(let error) = answer, isStale(frame, error) {
        again.all.append(index)
        again.stale.append(index)
      } else {
        let took = answers.put(withRemedy(answer, statements[index]), index, each)
        judge(statements[index], answer, took)
      }
    }
    return again
  }

  /// Whether a statement failed for a reason that is gone when it is sent once more.
  private func isStale(_ frame: Frame, _ error: PgError) -> Bool {
    switch error.state {
    case PgError.featureNotSupported:
      // "cached plan must not change result type"
      return frame.isKnown
    case PgError.noSuchStatement where frame.usesKnown,
      PgError.duplicateStatement where !frame.preparing.isEmpty,
      PgError.protocolViolation where !frame.preparing.isEmpty:
      // A pooler after all: from now on nothing is taken for granted.
      isPooled = true
      return true
    default: return false
    }
  }

  /// Makes the server forget statements, so that they are prepared anew.
  private func retire(_ statements: [Statement]) throws(PgError) -> [Frame] {
    underWay = [:]
    var frames: [Frame] = []
    for statement in statements {
      guard let name = prepared.removeValue(forKey: key(of: statement)), !isPooled else { continue }
      frames.append(try sendUnprepared("DEALLOCATE \(name)"))
    }
    return frames
  }

  private func withRemedy(
    _ answer: Result<Rows, PgError>, _ statement: Statement
  ) -> Result<Rows, PgError> {
    guard case .failure(let error) = answer,
      let remedy = PgError.remedy(
        error.state, role: context.redact(user), isGuest: statement.usesRoleSearchPath)
    else { return answer }
    return .failure(PgError("\(error.description) (\(remedy))", state: error.state))
  }

  /// Sends one statement that is not worth preparing, and waits for its answer.
  func askAtOnce(
    _ sql: String, by deadline: Deadline
  ) throws(PgError) -> Result<Rows, PgError> {
    let frame = try sendUnprepared(sql)
    context.statistics.countRoundTrip()
    return try receive(frame, by: deadline)
  }
}
