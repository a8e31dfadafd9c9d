import CPostgres
import Glibc
import Shared

/// Opens sessions with one data source, and counts them.
///
/// An attempt that has not come to an end by its deadline is kept and gone on with: a server that
/// lets nobody in would otherwise hold one more connection of ours with every scrape.
final class Connector: Sendable {
  let source: ServerSource
  let context: SessionContext
  let figures: ServerFigures
  /// By database, and one for the session that is kept.
  private let attempts = Monitor<[ExactName?: ConnectionAttempt]>([:])
  private let connectionLimit: Int

  /// - Parameter connectionLimit: How many connections to the server there may be at once.
  init(
    _ source: ServerSource, _ context: SessionContext, _ figures: ServerFigures,
    connectionLimit: Int = 2
  ) {
    self.connectionLimit = connectionLimit
    self.source = source
    self.context = context
    self.figures = figures
  }

  /// Opens the session that is kept; ``close(_:)`` is its end.
  func open(by deadline: Deadline) throws(PgError) -> Session {
    try open(nil, source.parameters, by: deadline)
  }

  func close(_ session: consuming Session) {
    figures.note { $0.openConnections -= 1 }
  }

  /// Opens a session with another database for as long as `body` takes.
  ///
  /// Comes back when the server has let go of it too: it counts among the connections until then,
  /// and the next one must not come on top.
  func withSession<Answer>(
    to database: String, by deadline: Deadline, _ body: (Session) throws(PgError) -> Answer
  ) throws(PgError) -> Answer {
    var session: Session? = try open(
      ExactName(database), source.with(database: database), by: deadline)
    let socket = session.map { unsafe dup(PQsocket($0.connection.handle)) } ?? -1
    defer {
      session = nil
      figures.note { $0.openConnections -= 1 }
      Self.awaitEnd(of: socket, by: max(deadline, Deadline(in: .milliseconds(100))))
    }
    guard let session else { throw PgError("no session") }
    return try body(session)
  }

  /// Databases that did not let us in by the deadline: each holds a connection of ours, which the
  /// server would keep even if we hung up.
  var lingering: [String] { attempts.read { $0.keys.compactMap { $0?.text }.sorted() } }

  /// Connections that are not let in yet and that nobody has in hand, that of the kept session
  /// included.
  var pendingCount: Int { attempts.read { $0.count } }

  /// Gives up attempts to connect to databases that are not there any more.
  func forgetAttempts(but databases: Set<ExactName>) {
    attempts.adjust { attempts in
      attempts = attempts.filter { $0.key.map(databases.contains) ?? true }
    }
  }

  private func open(
    _ key: ExactName?, _ parameters: [(keyword: String, value: Secret)], by deadline: Deadline
  ) throws(PgError) -> Session {
    // Beside the kept session's there are those to other databases.
    let limit = key == nil ? min(2, connectionLimit) : 1
    let attempt =
      attempts.adjust { $0.removeValue(forKey: key) }
      ?? ConnectionAttempt(parameters, in: context, connectionLimit: limit)
    do throws(PgError) {
      let limit = source.connectLimit.map { min(deadline, Deadline(in: $0)) } ?? deadline
      defer { if attempt.isPending { attempts.adjust { $0[key] = attempt } } }
      guard let session = try attempt.finish(by: limit) else { throw attempt.notAnswered }
      figures.note { counts in
        counts.connects += 1
        counts.openConnections += 1
      }
      return session
    } catch {
      figures.note { $0.failures[DownReason(error), default: 0] += 1 }
      throw error
    }
  }

  /// Waits until the other side has closed a socket too, which we have said good-bye on.
  private static func awaitEnd(of socket: CInt, by deadline: Deadline) {
    guard socket >= 0 else { return }
    defer { _ = Glibc.close(socket) }
    var watched = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    unsafe withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { rest in
      while true {
        let ready = unsafe poll(&watched, 1, deadline.pollTimeout)
        if ready < 0, errno == EINTR { continue }
        guard ready > 0 else { return }
        let count = unsafe recv(socket, rest.baseAddress, rest.count, CInt(MSG_DONTWAIT))
        guard count > 0 || count < 0 && errno == EINTR else { return }
      }
    }
  }
}
