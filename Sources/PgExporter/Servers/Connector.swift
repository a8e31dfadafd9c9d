import Glibc
import Shared

/// Opens sessions with one data source, and counts them.
final class Connector: Sendable {
  let source: ServerSource
  let figures: ServerFigures

  init(_ source: ServerSource, _ figures: ServerFigures) {
    self.source = source
    self.figures = figures
  }

  /// Opens the session that is kept; ``close(_:)`` is its end.
  func open(by deadline: Deadline) throws(PgError) -> Session {
    try open(source.parameters, by: deadline)
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
    var session: Session? = try open(source.with(database: database), by: deadline)
    let socket = session.map { dup($0.socket) } ?? -1
    defer {
      session = nil
      figures.note { $0.openConnections -= 1 }
      Self.awaitEnd(of: socket, by: max(deadline, Deadline(in: .milliseconds(100))))
    }
    guard let session else { throw PgError("no session") }
    return try body(session)
  }

  private func open(
    _ parameters: [(keyword: String, value: String)], by deadline: Deadline
  ) throws(PgError) -> Session {
    do throws(PgError) {
      let limit = source.connectLimit.map { min(deadline, Deadline(in: $0)) } ?? deadline
      let session = try Session(parameters, by: limit)
      figures.note { counts in
        counts.connects += 1
        counts.openConnections += 1
      }
      return session
    } catch {
      figures.note { $0.failures[DownReason(error), default: 0] += 1 }
      throw PgError(source.redact(error.description), state: error.state)
    }
  }

  /// Waits until the other side has closed a socket too, which we have said good-bye on.
  private static func awaitEnd(of socket: CInt, by deadline: Deadline) {
    guard socket >= 0 else { return }
    defer { _ = Glibc.close(socket) }
    var watched = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    let rest = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
    defer { unsafe rest.deallocate() }
    while true {
      let ready = unsafe poll(&watched, 1, deadline.pollTimeout)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return }
      let count = unsafe recv(socket, rest.baseAddress, rest.count, CInt(MSG_DONTWAIT))
      if count > 0 || count < 0 && errno == EINTR { continue }
      return
    }
  }
}
