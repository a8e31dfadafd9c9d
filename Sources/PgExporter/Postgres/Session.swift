import CPostgres
import Shared

/// One session with a server, driven without ever blocking.
///
/// All statements of a scrape go out in one pipeline, so that one round trip answers all of them.
/// Those that did well the last time are one transaction up to one sync point, for which the server
/// and we do less; the others have a sync point of their own. An error costs only the statement that
/// has it: what the server leaves out behind it is sent once more.
///
/// One thread at a time uses it: whoever took it from its ``Server``.
@safe final class Session: @unchecked Sendable {
  let version: ServerVersion
  let database: String
  /// What the database had installed when it was last asked; `nil` when it never was.
  var extensions: [String: InstalledExtension]?
  /// The server's process that serves us; a pooler's number where there is one between.
  let backendPID: Int
  /// Whether a pooler hands each transaction to another backend, so that the server keeps neither our
  /// settings nor our prepared statements.
  var isPooled = false

  let connection: Connection
  let context: SessionContext
  let user: String
  /// `db1:5432`.
  let place: String
  /// The names of the statements that the server has prepared.
  var prepared: [PreparedKey: String] = [:]
  /// Those whose preparing was sent and not answered yet.
  var underWay: [PreparedKey: String] = [:]
  /// Those that failed the last time, or took more than a moment.
  var apart: Set<PreparedKey> = []
  /// What a statement that shares a transaction takes at most.
  var moment = Duration.milliseconds(50)
  /// How many names were given away.
  var nameCount = 0
  /// Where the role that we log in as looks for names; `nil` until it was asked for.
  var roleSearchPath: String?
  var timeouts: SessionTimeouts
  var isBroken = false

  /// The same text means other things where names are found in other places.
  struct PreparedKey: Hashable {
    private let sql: ExactName
    private let digest: Int
    private let usesRoleSearchPath: Bool

    /// - Parameter digest: ``Statement/digest`` of the text, where it is known.
    init(sql: String, digest: Int? = nil, usesRoleSearchPath: Bool) {
      self.sql = ExactName(sql)
      self.digest = digest ?? sql.hashValue
      self.usesRoleSearchPath = usesRoleSearchPath
    }

    func hash(into hasher: inout Hasher) { hasher.combine(digest) }
  }

  /// Connects and logs in, by the deadline.
  ///
  /// - Parameter parameters: libpq's keywords and values.
  static func open(
    _ parameters: [(keyword: String, value: Secret)], in context: SessionContext,
    by deadline: Deadline
  ) throws(PgError) -> Session {
    let attempt = ConnectionAttempt(parameters, in: context)
    guard let session = try attempt.finish(by: deadline) else { throw attempt.notAnswered }
    return session
  }

  /// Makes itself at home on a connection that is let in.
  init(
    _ connection: Connection, to candidate: Candidate, user: String, in context: SessionContext,
    by deadline: Deadline
  ) throws(PgError) {
    self.connection = connection
    self.context = context
    self.user = user
    place = context.redact(candidate.description)
    version = unsafe ServerVersion(number: Int(PQserverVersion(connection.handle)))
    database = unsafe String(cString: PQdb(connection.handle))
    backendPID = unsafe Int(PQbackendPID(connection.handle))
    timeouts = SessionTimeouts(by: deadline)
    guard connection.enterPipeline() else { throw failure("connect to \(place)") }
    try settle(ownSettings, by: deadline)
  }

  /// Whether it can run statements: the server has not ended it in the meantime, and no answer is
  /// owed from before.
  var isUsable: Bool {
    // Who changes the texts of statements leaves the old ones prepared.
    !isBroken && prepared.count < 1000 && connection.isAlive()
  }

  /// What libpq says of a connection that failed.
  func failure(_ attempted: String) -> PgError {
    let (reason, state) = ConnectionRefusal.read(connection.message)
    return PgError(line("\(attempted): \(reason)"), state: state, reason: DownReason(text: reason))
  }

  func line(_ message: String) -> String { OneLine.of(message, redact: context.redact) }
}
