import CPostgres
import Shared

// MARK: - Receiving, by a deadline

extension Session {
  /// The answer to a frame: that of its last command, or the first error.
  ///
  /// - Throws: When the session is of no further use.
  func receive(_ frame: Frame, by deadline: Deadline) throws(PgError) -> Result<Rows, PgError> {
    var answer: Result<Rows, PgError>?
    for index in 0..<frame.commands {
      let isLast = index == frame.commands - 1
      let result = try receiveCommand(keeping: isLast ? frame.rowLimit : nil, by: deadline)
      if case .success = result, let key = frame.preparing[index] {
        prepared[key] = underWay.removeValue(forKey: key)
      }
      // Those behind a failed one only say that they were left out.
      if case .failure? = answer { continue }
      answer = result
    }
    guard frame.endsTransaction else {
      return answer ?? .failure(PgError("the server's answer is empty"))
    }
    guard let end = unsafe try next(by: deadline) else { throw outOfStep }
    defer { unsafe PQclear(end) }
    guard unsafe PQresultStatus(end) == PGRES_PIPELINE_SYNC else { throw outOfStep }
    return answer ?? .failure(PgError("the server's answer is empty"))
  }

  private var outOfStep: PgError {
    PgError("read from \(place): the server's answers are out of step")
  }

  /// The result of one command, whose end is a null result.
  private func receiveCommand(
    keeping limit: Int?, by deadline: Deadline
  ) throws(PgError) -> Result<Rows, PgError> {
    connection.beginAnswer()
    // When it does not take effect all rows come at once, and are cut then.
    if limit != nil { unsafe PQsetSingleRowMode(connection.handle) }
    var answer: Result<Rows, PgError>?
    var rows = RowCollection(limit: limit ?? .max)
    while let result = unsafe try next(by: deadline) {
      switch unsafe PQresultStatus(result) {
      case PGRES_SINGLE_TUPLE:
        let isKept = unsafe rows.append(result)
        unsafe PQclear(result)
        if !isKept { throw PgError("read from \(place): no memory for the rows") }
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
        if let collected = unsafe rows.take() {
          unsafe PQclear(result)
          answer = unsafe .success(Rows(owning: collected, dropped: rows.dropped))
        } else {
          answer = .success(unsafe Rows(owning: result).keeping(limit))
        }
      case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
        unsafe PQclear(result)
        throw PgError("read from \(place): COPY is not a query that rows can be read of")
      case PGRES_EMPTY_QUERY:
        unsafe PQclear(result)
        answer = .failure(PgError("the statement is empty"))
      default:
        let (error, endsSession) = unsafe error(of: result)
        answer = .failure(error)
        unsafe PQclear(result)
        // Of the end itself libpq only says that it was unexpected.
        if endsSession || connection.isLost {
          throw PgError("read from \(place): \(error.description)", state: error.state)
        }
      }
    }
    return answer ?? .failure(PgError("the server's answer is empty"))
  }

  private func next(by deadline: Deadline) throws(PgError) -> OpaquePointer? {
    switch connection.receive(by: deadline, limit: context.answerLimit) {
    case .received(let result): return unsafe result
    case .lost: throw failure("read from \(place)")
    case .late: throw .notAnswered("read from \(place)")
    case .tooLarge:
      throw PgError(
        "read from \(place): an answer of more than \(context.answerLimit >> 20) MiB is cut off")
    }
  }

  /// The server's words, and whether they were its last.
  private func error(of result: OpaquePointer) -> (PgError, endsSession: Bool) {
    func field(_ code: Unicode.Scalar) -> String? {
      unsafe PQresultErrorField(result, CInt(code.value)).map { unsafe String(cString: $0) }
    }
    let state = field("C")
    // Without fields it is libpq that speaks.
    let own = unsafe String(cString: PQresultErrorMessage(result))
    var message = field("M") ?? own
    if let position = field("P") { message += " at character \(position)" }
    let severity = field("V")
    return (PgError(line(message), state: state), severity == "FATAL" || severity == "PANIC")
  }
}

/// Rows that came one by one, put together as if they had come at once.
@safe private struct RowCollection: ~Copyable {
  private let limit: Int
  private var result: OpaquePointer?
  private var count = 0
  private(set) var dropped = 0

  init(limit: Int) { self.limit = limit }

  deinit { unsafe PQclear(result) }

  /// - Returns: Whether there was memory for it.
  mutating func append(_ row: OpaquePointer) -> Bool {
    if unsafe result == nil { unsafe result = PQcopyResult(row, CInt(PG_COPYRES_ATTRS)) }
    guard let result = unsafe result else { return false }
    guard count < limit else {
      dropped += 1
      return true
    }
    let columns = unsafe PQnfields(row)
    for column in 0..<columns {
      let isNull = unsafe PQgetisnull(row, 0, column) == 1
      let length = isNull ? -1 : unsafe PQgetlength(row, 0, column)
      guard
        unsafe PQsetvalue(result, CInt(count), column, PQgetvalue(row, 0, column), length) == 1
      else { return false }
    }
    count += 1
    return true
  }

  /// The rows, which are the caller's then; `nil` when none came.
  mutating func take() -> OpaquePointer? {
    defer { unsafe result = nil }
    return unsafe result
  }
}
