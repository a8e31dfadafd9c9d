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
    for (index, statement) in statements.enumerated() { frames += try send(statement, index) }
    context.statistics.countRoundTrip()
    let again = try receive(frames, of: statements, by: deadline, into: &answers, each)
    guard !again.isEmpty else { return }

    frames = try retire(again.map { statements[$0] })
    for index in again { frames += try send(statements[index], index) }
    context.statistics.countRoundTrip()
    _ = try receive(
      frames, of: statements, isLastTry: true, by: deadline, into: &answers, each)
  }

  /// - Returns: The statements that are to be sent once more; answers behind the first of them are
  ///   kept until then, so that all are handed over in order.
  private func receive(
    _ frames: [Frame], of statements: [Statement], isLastTry: Bool = false, by deadline: Deadline,
    into answers: inout Outbox, _ each: (Int, Result<Rows, PgError>, Duration) -> Void
  ) throws(PgError) -> [Int] {
    var again: [Int] = []
    for frame in frames {
      let answer = try receive(frame, by: deadline)
      guard let index = frame.statement else { continue }
      if !isLastTry, case .failure(let error) = answer, isStale(frame, error) {
        again.append(index)
      } else {
        answers.put(withRemedy(answer, statements[index]), index, each)
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
      let key = PreparedKey(
        sql: statement.sql, usesRoleSearchPath: statement.usesRoleSearchPath)
      guard let name = prepared.removeValue(forKey: key), !isPooled else { continue }
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

/// Hands answers over in the order of the statements.
private struct Outbox {
  private var answers: [(answer: Result<Rows, PgError>, took: Duration)?]
  private var next = 0
  private var last = ContinuousClock.now

  init(count: Int) { answers = Array(repeating: nil, count: count) }

  mutating func put(
    _ answer: Result<Rows, PgError>, _ index: Int,
    _ each: (Int, Result<Rows, PgError>, Duration) -> Void
  ) {
    let now = ContinuousClock.now
    answers[index] = (answer, last.duration(to: now))
    last = now
    while next < answers.count, let (answer, took) = answers[next] {
      answers[next] = nil
      next += 1
      each(next - 1, answer, took)
    }
    // What was done with the answers is not the next one's time.
    last = .now
  }

  /// Those that are left fail.
  mutating func finish(
    _ error: PgError, _ each: (Int, Result<Rows, PgError>, Duration) -> Void
  ) {
    while next < answers.count {
      let (answer, took) = answers[next] ?? (.failure(error), .zero)
      next += 1
      each(next - 1, answer, took)
    }
  }
}
