import CPostgres
import Shared

/// Connecting to a server: one host of a list after the other, and one address of each.
///
/// Each gets its share of the time that is left, so that a dead one does not hide the living. When
/// the deadline comes while the last one keeps us waiting, the attempt can be kept and gone on
/// with: a server that lets nobody in (a lock on a catalog, a stopped process) would have one more
/// connection of ours waiting in it with each new attempt.
final class ConnectionAttempt {
  private let parameters: [(keyword: String, value: Secret)]
  private let context: SessionContext
  /// What it is about, as errors name it: `db1:5432 as vigie`.
  private let subject: String
  private let user: String
  private let start = ContinuousClock.now
  /// Resolved when first asked to go on.
  private var waiting: ArraySlice<Try>?
  private var current: Current?
  private var failures: [(subject: String, error: PgError)] = []

  /// One candidate, and the `target_session_attrs` that it must meet where it is not the list's.
  private struct Try {
    let candidate: Candidate
    var attributes: String?
  }

  private struct Current {
    let candidate: Candidate
    let connection: Connection
    var state = PGRES_POLLING_WRITING
  }

  /// - Parameter parameters: libpq's keywords and values.
  init(_ parameters: [(keyword: String, value: Secret)], in context: SessionContext) {
    self.parameters = parameters
    self.context = context
    user = parameters.last { $0.keyword == "user" }?.value.revealed ?? "the process's user"
    let hosts = Candidate.listed(in: parameters).map(\.description).joined(separator: ",")
    subject = context.redact("\(hosts) as \(user)")
  }

  /// How long ago it was begun.
  var age: Duration { start.duration(to: .now) }

  /// Goes on until there is a session or the deadline comes.
  ///
  /// - Returns: `nil` when the deadline came first; the attempt may be kept and gone on with.
  /// - Throws: When no candidate is left; the attempt is then of no further use.
  func finish(by deadline: Deadline) throws(PgError) -> Session? {
    if waiting == nil { waiting = try candidates(by: deadline) }
    while true {
      if current == nil { current = try next() }
      guard var current else { throw failure() }
      let left = waiting?.count ?? 0
      let share = left > 0 ? Deadline(in: deadline.remaining / (left + 1)) : deadline
      switch current.connection.connect(&current.state, by: share) {
      case .connected:
        self.current = nil
        return try Session(
          current.connection, to: current.candidate, user: user, in: context, by: deadline)
      case .late where left == 0:
        self.current = current
        return nil
      case .late:
        note(PgError("no answer in time"), current.candidate)
      case .failed:
        let error = refusal(of: current.connection)
        note(error, current.candidate)
        // As libpq does: who was refused by one server does not go to the next with it.
        if error.state != nil, error.state != PgError.cannotConnectNow { throw failure() }
      }
      self.current = nil
    }
  }

  /// The error of an attempt that did not come to an end in time.
  var notAnswered: PgError { .notAnswered("connect to \(subject)") }

  private func note(_ error: PgError, _ candidate: Candidate) {
    failures.append((candidate.address ?? candidate.description, error))
  }

  private func candidates(by deadline: Deadline) throws(PgError) -> ArraySlice<Try> {
    try checkFiles()
    let listed = Candidate.listed(in: parameters)
    let (candidates, failed) = Candidate.resolved(listed, with: context.resolver, by: deadline)
    failures += failed.map {
      (subject: $0.name, error: PgError("could not resolve the name: \($0.reason)"))
    }
    let preference = parameters.last { $0.keyword == "target_session_attrs" }?.value.revealed
    guard candidates.count > 1, preference == "prefer-standby" else {
      return candidates.map { Try(candidate: $0) }[...]
    }
    return
      (candidates.map { Try(candidate: $0, attributes: "standby") }
      + candidates.map { Try(candidate: $0, attributes: "any") })[...]
  }

  private func next() throws(PgError) -> Current? {
    guard let attempt = waiting?.popFirst() else { return nil }
    let replaced = ["host", "hostaddr", "port"]
    var given = parameters.filter { !replaced.contains($0.keyword) }.map {
      (keyword: $0.keyword, value: $0.value.revealed)
    }
    let candidate = attempt.candidate
    let own = [
      ("host", candidate.host), ("hostaddr", candidate.address), ("port", candidate.port),
      ("target_session_attrs", attempt.attributes),
    ]
    for case (let keyword, let value?) in own { given.append((keyword, value)) }
    func fill(_ keyword: String, _ value: String) {
      if !given.contains(where: { $0.keyword == keyword }) { given.append((keyword, value)) }
    }
    fill("application_name", "pg-exporter")
    // libpq's default asks Kerberos first, which blocks.
    fill("gssencmode", "disable")
    // A host that vanished says nothing: without these, whoever waits for its answer learns of it
    // after two hours. Sockets in the file system ignore them.
    fill("keepalives_idle", "10")
    fill("keepalives_interval", "5")
    fill("keepalives_count", "3")
    // The page is UTF-8.
    given.append(("client_encoding", "UTF8"))
    context.statistics.countConnect()
    return Current(candidate: candidate, connection: try Connection(starting: given))
  }

  /// Certificates are read by OpenSSL, which would wait for the writer of a FIFO.
  private func checkFiles() throws(PgError) {
    for (keyword, value) in parameters
    where ["sslcert", "sslkey", "sslrootcert", "sslcrl", "passfile"].contains(keyword) {
      guard let status = try? FileStatus(of: value.revealed), !status.isRegular,
        value.revealed != "/dev/null"
      else { continue }
      throw PgError(
        line("connect to \(subject): \(keyword) \(value.revealed) is not a regular file"))
    }
  }

  // MARK: Why it failed

  private func refusal(of connection: Connection) -> PgError {
    let (reason, state) = ConnectionRefusal.read(connection.message)
    return PgError(reason, state: state)
  }

  private func failure() -> PgError {
    let state = failures.last { $0.error.state != nil }?.error.state
    let reasons: [String] =
      failures.count == 1
      ? failures.map(\.error.description)
      : failures.map { "\($0.subject): \($0.error.description)" }
    var text = line("connect to \(subject): \(reasons.joined(separator: "; "))")
    if let remedy = PgError.remedyForConnecting(state, as: context.redact(user)) {
      text += " (\(remedy))"
    }
    return PgError(text, state: state)
  }

  private func line(_ message: String) -> String { OneLine.of(message, redact: context.redact) }
}

/// What libpq says of a connection that it was refused, taken apart.
enum ConnectionRefusal {
  /// The reason without what we say ourselves, and the SQLSTATE where the server gave one.
  ///
  ///     connection to server at "127.0.0.1", port 5432 failed: FATAL:  28P01: password …
  ///     LOCATION:  auth_failed, auth.c:335
  static func read(_ message: String) -> (reason: String, state: String?) {
    var state: String?
    var reasons: [Substring] = []
    for line in message.split(whereSeparator: \.isNewline) where !line.hasPrefix("LOCATION:") {
      var rest = line
      if rest.hasPrefix("connection to server "), let end = rest.firstRange(of: " failed: ") {
        rest = rest[end.upperBound...]
      }
      // A severity of the server's language, two spaces, five letters.
      if let colon = rest.firstRange(of: ":  "),
        let end = rest[colon.upperBound...].firstRange(of: ": "),
        isState(rest[colon.upperBound..<end.lowerBound])
      {
        state = String(rest[colon.upperBound..<end.lowerBound])
        rest = rest[end.upperBound...]
      }
      // With TLS and then without: twice the same.
      if !reasons.contains(rest) { reasons.append(rest) }
    }
    return (reasons.isEmpty ? "no reason given" : reasons.joined(separator: "\n"), state)
  }

  private static func isState(_ text: Substring) -> Bool {
    text.utf8.count == 5
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
  }
}
