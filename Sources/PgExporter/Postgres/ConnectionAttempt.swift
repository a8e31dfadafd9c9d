import CPostgres
import Glibc
import Shared

/// Connecting to a server: one host of a list after the other, and one address of each.
///
/// Each gets its share of the time that is left, so that a dead one does not hide the living; who
/// comes late is still let in while the next ones are tried. When the deadline comes, the connections
/// that got no answer can be kept and gone on with: a server that lets nobody in (a lock on a
/// catalog, a stopped process) would have one more connection of ours waiting in it with each
/// new attempt.
final class ConnectionAttempt {
  private let parameters: [(keyword: String, value: Secret)]
  private let context: SessionContext
  /// What it is about, as errors name it: `db1:5432 as vigie`.
  private let subject: String
  private let user: String
  /// How many connections may wait at one place.
  private let connectionLimit: Int
  private let patience: Patience
  /// Those without an answer yet, the oldest first.
  private var open: [Current] = []
  private var failures: [(subject: String, error: PgError)] = []

  /// For how long a connection is waited for that gets no answer.
  struct Patience {
    /// Then another one is made beside it: who should answer may not know of it any more, as after a
    /// crash that nobody told us of.
    var alone = Duration.seconds(10)
    /// Then it is given up: PostgreSQL's `authentication_timeout`.
    var total = Duration.seconds(60)
  }

  /// One candidate, and the `target_session_attrs` that it must meet where it is not the list's.
  private struct Try {
    let candidate: Candidate
    var attributes: String?
  }

  private struct Current {
    let goal: Try
    let connection: Connection
    var state = PGRES_POLLING_WRITING
    let start = ContinuousClock.now
    /// Whether it is of an earlier call.
    var isKept = false

    var candidate: Candidate { goal.candidate }
    var age: Duration { start.duration(to: .now) }
  }

  /// - Parameters:
  ///   - parameters: libpq's keywords and values.
  ///   - connectionLimit: How many connections without an answer may wait at one place.
  init(
    _ parameters: [(keyword: String, value: Secret)], in context: SessionContext,
    connectionLimit: Int = 2, patience: Patience = Patience()
  ) {
    self.parameters = parameters
    self.context = context
    self.connectionLimit = connectionLimit
    self.patience = patience
    user = parameters.last { $0.keyword == "user" }?.value.revealed ?? "the process's user"
    let hosts = Candidate.listed(in: parameters).map(\.description).joined(separator: ",")
    subject = context.redact("\(hosts) as \(user)")
  }

  /// Whether it has connections without an answer, and is worth keeping.
  var isPending: Bool { !open.isEmpty }

  /// Goes on until there is a session or the deadline comes.
  ///
  /// - Returns: `nil` when the deadline came first. Then, as when it throws, the attempt may be kept
  ///   while it is pending, and gone on with.
  func finish(by deadline: Deadline) throws(PgError) -> Session? {
    failures = []
    open.removeAll { $0.age >= patience.total }
    for index in open.indices { open[index].isKept = true }
    // What is open needs no name, and is to have its time also when nobody answers for one.
    var waiting = try candidates(
      by: open.isEmpty ? deadline : Deadline(in: deadline.remaining / 2))
    while true {
      while let first = waiting.first, !isWanted(first) { waiting.removeFirst() }
      if let goal = waiting.popFirst() { open.append(try begin(goal)) }
      guard !open.isEmpty else { throw failure() }
      let left = waiting.count
      let share = left > 0 ? Deadline(in: deadline.remaining / (left + 1)) : deadline
      switch race(until: share) {
      case .connected(let index):
        let winner = open[index]
        // The others are closed.
        open = []
        return try Session(
          winner.connection, to: winner.candidate, user: user, in: context, by: deadline)
      case .late:
        guard left > 0 else { return nil }
        if let last = open.last { note(PgError("no answer in time"), last.candidate) }
      case .failed(let index, let error):
        let failed = open.remove(at: index)
        guard !failed.isKept else {
          // What it was told may be long out of date: whoever is there now is asked once.
          waiting = [failed.goal] + waiting
          continue
        }
        note(error, failed.candidate)
        // As libpq does: who was refused by one server does not go to the next with it.
        if error.state != nil, error.state != PgError.cannotConnectNow { throw failure() }
      }
    }
  }

  /// The error of an attempt that did not come to an end in time.
  var notAnswered: PgError { .notAnswered("connect to \(subject)") }

  /// Whether to connect there: not where a connection waits for an answer that has had no time yet.
  private func isWanted(_ goal: Try) -> Bool {
    let waiting = open.filter { $0.candidate == goal.candidate }
    guard let youngest = waiting.last else { return true }
    return waiting.count < connectionLimit && youngest.isKept && youngest.age >= patience.alone
  }

  // MARK: All that are open, at once

  private enum Event {
    case connected(Int)
    case failed(Int, PgError)
    case late
  }

  /// Goes on with all connections until one has come to an end.
  private func race(until limit: Deadline) -> Event {
    repeat {
      var watched: [pollfd] = []
      for current in open {
        // Where there is no socket, there is nothing to wait for.
        watched.append(
          current.connection.awaited(current.state) ?? pollfd(fd: -1, events: 0, revents: 0))
      }
      let isEnd = watched.contains { $0.fd < 0 }
      let count = unsafe poll(&watched, nfds_t(watched.count), isEnd ? 0 : limit.pollTimeout)
      guard count >= 0 || errno == EINTR else { return .late }
      for (index, ready) in watched.enumerated() where ready.fd < 0 || ready.revents != 0 {
        if let event = advance(index, by: limit) { return event }
      }
      // The rest comes at once, or from somebody who means no good.
      if open.contains(where: \.connection.isHeld) { _ = poll(nil, 0, 5) }
    } while !limit.hasPassed
    return .late
  }

  private func advance(_ index: Int, by limit: Deadline) -> Event? {
    let connection = open[index].connection
    do throws(PgError) {
      let progress: Connection.Progress?
      if let door = context.door, connection.isOpaque {
        progress = try door.pass(by: limit) { () throws(PgError) in
          try connection.advance(&open[index].state)
        }
      } else {
        progress = try connection.advance(&open[index].state)
      }
      switch progress {
      case .connected: return .connected(index)
      case .failed: return .failed(index, refusal(of: connection))
      case .waiting, nil: return nil
      }
    } catch {
      return .failed(index, error)
    }
  }

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

  private func begin(_ goal: Try) throws(PgError) -> Current {
    let replaced = ["host", "hostaddr", "port"]
    var given = parameters.filter { !replaced.contains($0.keyword) }.map {
      (keyword: $0.keyword, value: $0.value.revealed)
    }
    let candidate = goal.candidate
    let own = [
      ("host", candidate.host), ("hostaddr", candidate.address), ("port", candidate.port),
      ("target_session_attrs", goal.attributes),
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
    return Current(goal: goal, connection: try Connection(starting: given))
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
    // Not of what we say: hosts and users may have any name.
    let reason = DownReason(text: failures.map(\.error.description).joined(separator: "\n"))
    return PgError(text, state: state, reason: reason)
  }

  private func line(_ message: String) -> String { OneLine.of(message, redact: context.redact) }
}
