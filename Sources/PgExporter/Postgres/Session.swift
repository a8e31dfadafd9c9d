import CPostgres
import Glibc
import Shared

/// One session with a server, driven without ever blocking.
///
/// All statements of a scrape go out in one pipeline, each with a sync point of its own, so that
/// one round trip answers all of them and an error costs only the statement that has it.
///
/// One thread at a time uses it: whoever took it from its ``Server``.
@safe final class Session: @unchecked Sendable {
  private let connection: OpaquePointer
  let version: ServerVersion
  let database: String
  /// The names of the statements that the server has prepared, by their text.
  private var prepared: [String: String] = [:]

  /// Connects and logs in.
  ///
  /// - Parameter parameters: libpq's keywords and values.
  init(_ parameters: [(keyword: String, value: String)], by deadline: Deadline) throws(PgError) {
    let connection = unsafe try Self.start(parameters)
    do throws(PgError) {
      unsafe try Self.finishConnecting(connection, by: deadline)
    } catch {
      unsafe PQfinish(connection)
      throw error
    }
    unsafe PQsetnonblocking(connection, 1)
    // Without this, libpq prints the server's notices to standard error.
    unsafe PQsetNoticeReceiver(connection, { _, _ in }, nil)
    unsafe self.connection = connection
    version = unsafe ServerVersion(number: Int(PQserverVersion(connection)))
    database = unsafe String(cString: PQdb(connection))
  }

  deinit { unsafe PQfinish(connection) }

  /// The descriptor of the connection, which stays the session's.
  var socket: CInt { unsafe PQsocket(connection) }
}

// MARK: - Connecting

extension Session {
  private static func start(
    _ parameters: [(keyword: String, value: String)]
  ) throws(PgError) -> OpaquePointer {
    var keywords = unsafe parameters.map { unsafe UnsafePointer(strdup($0.keyword)) }
    var values = unsafe parameters.map { unsafe UnsafePointer(strdup($0.value)) }
    unsafe keywords.append(nil)
    unsafe values.append(nil)
    defer {
      unsafe (keywords + values).forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) }
    }
    guard let connection = unsafe PQconnectStartParams(keywords, values, 0) else {
      throw PgError("no memory for a connection")
    }
    return unsafe connection
  }

  private static func finishConnecting(
    _ connection: OpaquePointer, by deadline: Deadline
  ) throws(PgError) {
    guard unsafe PQstatus(connection) != CONNECTION_BAD else { throw unsafe failure(connection) }
    var state = PGRES_POLLING_WRITING
    while state != PGRES_POLLING_OK {
      guard state != PGRES_POLLING_FAILED else { throw unsafe failure(connection) }
      let events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT
      guard unsafe wait(for: connection, CInt(events), by: deadline) != 0 else {
        throw PgError("the server did not let us in before the deadline")
      }
      state = unsafe PQconnectPoll(connection)
    }
  }

  /// What libpq says, in one line.
  private static func failure(_ connection: OpaquePointer) -> PgError {
    unsafe PgError(oneLine(String(cString: PQerrorMessage(connection))))
  }

  fileprivate static func oneLine(_ message: String) -> String {
    message.split(separator: "\n").map { $0.drop { $0 == " " || $0 == "\t" } }.joined(
      separator: "; ")
  }

  /// Waits until the socket is ready; what it is ready for, or 0 when the deadline comes first.
  private static func wait(
    for connection: OpaquePointer, _ events: CInt, by deadline: Deadline
  ) -> CInt {
    var watched = pollfd(fd: unsafe PQsocket(connection), events: Int16(events), revents: 0)
    while true {
      let timeout = deadline.pollTimeout
      let count = unsafe poll(&watched, 1, timeout)
      if count > 0 { return CInt(watched.revents) }
      if count == 0 && timeout == 0 { return 0 }
      if count < 0 && errno != EINTR { return 0 }
    }
  }
}

// MARK: - A pipeline

extension Session {
  /// Sends all statements and hands over each answer as it comes.
  ///
  /// - Throws: When the session is of no further use; the statements that were not answered then
  ///   have no answer.
  func run(
    _ statements: [Statement], by deadline: Deadline,
    each: (Int, Result<Rows, PgError>) -> Void
  ) throws(PgError) {
    guard !statements.isEmpty else { return }
    guard unsafe PQenterPipelineMode(connection) == 1 else { throw unsafe Self.failure(connection) }
    var commands: [Int] = []
    for statement in statements {
      commands.append(try send(statement))
    }
    for (index, commands) in commands.enumerated() {
      var answer: Result<Rows, PgError>?
      for _ in 0..<commands {
        // Of a failed prepare and the query behind it, the first tells why.
        let result = try nextResults(by: deadline)
        if case .failure? = answer { continue }
        answer = result
      }
      try skipSync(by: deadline)
      each(index, answer ?? .failure(PgError("no answer")))
    }
    guard unsafe PQexitPipelineMode(connection) == 1 else { throw unsafe Self.failure(connection) }
  }

  /// Sends a statement and its sync point; how many commands that were.
  private func send(_ statement: Statement) throws(PgError) -> Int {
    var commands = 1
    let name: String
    if let known = prepared[statement.sql] {
      name = known
    } else {
      name = "s\(prepared.count)"
      prepared[statement.sql] = name
      guard unsafe PQsendPrepare(connection, name, statement.sql, 0, nil) == 1 else {
        throw unsafe Self.failure(connection)
      }
      commands += 1
    }
    guard unsafe PQsendQueryPrepared(connection, name, 0, nil, nil, nil, 0) == 1,
      unsafe PQpipelineSync(connection) == 1
    else { throw unsafe Self.failure(connection) }
    return commands
  }

  /// The result of one command, whose end is a null result.
  private func nextResults(by deadline: Deadline) throws(PgError) -> Result<Rows, PgError> {
    var answer: Result<Rows, PgError> = .failure(PgError("no answer"))
    while let result = unsafe try receive(by: deadline) {
      switch unsafe PQresultStatus(result) {
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
        answer = unsafe .success(Rows(owning: result))
      default:
        let message = unsafe Self.oneLine(String(cString: PQresultErrorMessage(result)))
        let state = unsafe PQresultErrorField(result, CInt(UInt8(ascii: "C"))).map {
          unsafe String(cString: $0)
        }
        answer = .failure(PgError(message, state: state))
        unsafe PQclear(result)
      }
    }
    return answer
  }

  private func skipSync(by deadline: Deadline) throws(PgError) {
    guard let result = unsafe try receive(by: deadline) else {
      throw PgError("the server's answers are out of step")
    }
    let status = unsafe PQresultStatus(result)
    unsafe PQclear(result)
    guard status == PGRES_PIPELINE_SYNC else {
      throw PgError("the server's answers are out of step")
    }
  }

  private func receive(by deadline: Deadline) throws(PgError) -> OpaquePointer? {
    while unsafe PQisBusy(connection) == 1 {
      let isFlushed = unsafe PQflush(connection) == 0
      let events = isFlushed ? POLLIN : POLLIN | POLLOUT
      guard unsafe Self.wait(for: connection, CInt(events), by: deadline) != 0 else {
        throw PgError("the server did not answer before the deadline")
      }
      guard unsafe PQconsumeInput(connection) == 1 else { throw unsafe Self.failure(connection) }
    }
    return unsafe PQgetResult(connection)
  }
}
