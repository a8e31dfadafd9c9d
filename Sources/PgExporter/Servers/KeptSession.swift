import Shared

/// The session that is kept with a server, and whose turn it is to use it.
final class KeptSession: Sendable {
  private struct Desk {
    var session: Session?
    /// The statements of the collectors for that session's server.
    var plan = Plan()
    var backoff = Backoff()
    var lastError: PgError?
  }

  private let desk = Monitor(Desk())
  private let turn = Turn()
  private let connector: Connector

  init(_ connector: Connector) { self.connector = connector }

  /// Waits for the turn; who gets it ends it with ``endTurn(keeping:)``.
  func takeTurn(by deadline: Deadline) -> Bool { turn.take(by: deadline) }

  /// Whether there is a session that nobody uses.
  var isOpen: Bool { desk.read { $0.session != nil } }

  /// The session that is there, with its plan; the caller has the turn.
  func takeSession() -> (Session, Plan)? {
    desk.adjust { desk in desk.session.take().map { ($0, desk.plan) } }
  }

  func endTurn(keeping kept: (Session, Plan)?) {
    desk.adjust { desk in
      guard let (session, plan) = kept else { return }
      desk.session = session
      desk.plan = plan
    }
    turn.end()
  }

  /// Opens a new session, unless that failed a moment ago; the caller has the turn.
  ///
  /// - Returns: Throws the last error at once when it is too soon to try again.
  func open(by deadline: Deadline) throws(PgError) -> Session {
    if let error = desk.read({ $0.backoff.isDue(at: .now) ? nil : $0.lastError }) { throw error }
    do throws(PgError) {
      let session = try connector.open(by: deadline)
      desk.adjust { $0.backoff.succeeded() }
      return session
    } catch {
      desk.adjust { desk in
        desk.backoff.failed(at: .now)
        desk.lastError = error
      }
      throw error
    }
  }

  func close(_ session: consuming Session) { connector.close(session) }
}

/// The statements of collectors for one server, which do not change while it is the same, but for
/// those of a collector that chooses them anew.
struct Plan: Sendable {
  private var statements: [String: Result<[Statement], any Error>] = [:]
  private var extensions: [String: InstalledExtension] = [:]
  /// Bytes of the largest piece of the last conversation; that of the next is about as large.
  var largestPiece = 0
  /// Collectors that had more rows than they may serve when they were last read.
  private var truncated: Set<String> = []
  /// Collectors that the server refused to answer, and with what words.
  private var refusals: [String: CollectorOutcome] = [:]

  /// Makes a plan for a new session.
  ///
  /// - Parameter truncated: Collectors that are known to have too many rows.
  init(truncated: Set<String> = []) { self.truncated = truncated }

  /// What is known of a server before a collector is asked for its statements.
  func info(for collector: any PgCollector, of server: ServerInfo) -> ServerInfo {
    var info = server
    info.countsRows = truncated.contains(collector.name)
    return info
  }

  /// How a collector ended that the server refuses to answer, and what to ask instead of it.
  func refusal(
    of collector: any PgCollector, for server: ServerInfo
  ) -> (outcome: CollectorOutcome, question: Statement)? {
    guard let outcome = refusals[collector.name] else { return nil }
    return collector.rightQuestion(for: server).map { (outcome, $0) }
  }

  /// Takes note of what came of a collector, for the next time.
  mutating func note(_ piece: Piece, of collector: any PgCollector) {
    let name = collector.name
    refusals[name] = piece.isRefused ? piece.outcome : nil
    guard truncated.contains(name) != (piece.truncated > 0) else { return }
    statements[name] = nil
    if piece.truncated > 0 { truncated.insert(name) } else { truncated.remove(name) }
  }

  mutating func statements(
    of collector: any PgCollector, for server: ServerInfo
  ) throws -> [Statement] {
    guard !collector.choosesAnew else { return try collector.statements(for: server) }
    if server.extensions != extensions {
      extensions = server.extensions
      statements = [:]
    }
    guard collector.hasFixedStatements else { return try collector.statements(for: server) }
    if let known = statements[collector.name] { return try known.get() }
    let made = Result { try collector.statements(for: server) }
    statements[collector.name] = made
    return try made.get()
  }
}
