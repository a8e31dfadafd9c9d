import Logging
import Shared
import Synchronization

/// One data source: the server behind it, the session that is kept with it, and what is known of it.
final class Server: Sendable {
  /// `host:port`.
  let label: String
  /// What every sample is labelled with.
  let labels: Labels
  let figures: ServerFigures
  private let context: SessionContext
  let journal: ServerJournal
  /// `nil` when only the connected database is read.
  let databases: DatabaseWatch?
  private let isLabelled: Bool
  private let rules: ServerRules
  private let heartbeat: Heartbeat
  private let kept: KeptSession
  /// Collectors that the server refused to answer when they were last read.
  private let refused = Mutex<Set<String>>([])

  /// - Parameters:
  ///   - isLabelled: Whether every sample tells which server it is of.
  ///   - collectors: All that are on.
  init(
    _ source: ServerSource, _ rules: ServerRules, isLabelled: Bool, resolver: Resolver,
    collectors: [any PgCollector], pool: ThreadPool, log: Logger
  ) {
    label = source.label
    figures = ServerFigures()
    context = SessionContext(resolver: resolver, redact: source.redact)
    self.rules = rules
    self.isLabelled = isLabelled
    let labels = Labels(
      pairs: rules.constantLabels + (isLabelled ? [("server", source.label)] : []))
    let journal = ServerJournal(source.label, log)
    self.labels = labels
    self.journal = journal
    heartbeat = Heartbeat(targetSessionAttributes: source["target_session_attrs"])
    let connector = Connector(source, context, figures)
    kept = KeptSession(connector)
    databases = rules.databases.map { rule in
      DatabaseWatch(
        connector, rule, rules, labels, isLabelled: isLabelled,
        collectors: collectors.filter(\.isPerDatabase), pool: pool, journal: journal)
    }
  }

  /// Reads the collectors over the kept session, or a new one, and comes back by the deadline.
  ///
  /// - Parameter finish: Called when nothing more will come, before those who wait are woken.
  func read(
    _ collectors: [any PgCollector], by deadline: Deadline, into reading: ServerReading,
    finish: () -> Void
  ) {
    defer {
      finish()
      reading.complete()
    }
    let patience = deadline.remaining
    guard kept.takeTurn(by: deadline) else {
      return reading.note { found in
        found.failure = "other scrapes kept the connection busy until the deadline"
        found.ranOutOfTime = true
      }
    }
    do throws(PgError) {
      let databases = collectors.contains(where: \.isPerDatabase) ? databases : nil
      try converse(collectors, with: databases, by: deadline, into: reading)
      noteRefusals(of: collectors, reading.found)
      journal.noteUp()
      // A quarter of the time is for the other databases. What was never read is waited for.
      databases?.visit(by: deadline.earlier(by: patience * 3 / 4))
    } catch {
      giveUp(collectors, error, by: deadline, reading)
    }
  }

  /// What was done to the server so far.
  var counts: ServerFigures.Counts {
    var counts = figures.current
    counts.statements = context.statistics.statements
    counts.roundTrips = context.statistics.roundTrips
    return counts
  }

  /// The collectors that the server refused when they were last read.
  var refusedCollectors: Set<String> { refused.withLock { $0 } }

  private func noteRefusals(of collectors: [any PgCollector], _ found: ServerReading.Found) {
    refused.withLock { refused in
      for (collector, piece) in zip(collectors, found.pieces) {
        guard let piece else { continue }
        if piece.isRefused {
          refused.insert(collector.name)
        } else {
          refused.remove(collector.name)
        }
      }
    }
  }

  /// Notes why what is missing will not come.
  private func giveUp(
    _ collectors: [any PgCollector], _ error: PgError, by deadline: Deadline,
    _ reading: ServerReading
  ) {
    let found = reading.found
    var failure = error.description
    if found.isUp {
      noteRefusals(of: collectors, found)
      // The first one that is missing was being answered.
      if let first = found.pieces.firstIndex(where: { $0 == nil }) {
        failure = "the connection was given up while '\(collectors[first].name)' was read: \(error)"
      }
      journal.noteUp()
    } else {
      journal.noteDown(DownReason(error), error)
    }
    reading.note { found in
      found.failure = failure
      found.ranOutOfTime = deadline.hasPassed
    }
  }
}

// MARK: - Talking

extension Server {
  /// Has the turn, and gives it back.
  ///
  /// A session that was lost since the last scrape, or that leads to a server that is not what was
  /// asked for any more, is replaced once, so that a restart between two scrapes costs none.
  private func converse(
    _ collectors: [any PgCollector], with databases: DatabaseWatch?, by deadline: Deadline,
    into reading: ServerReading
  ) throws(PgError) {
    var result: (Session, Plan)?
    defer { kept.endTurn(keeping: result) }
    if let (session, plan) = kept.takeSession() {
      guard session.isUsable else {
        kept.close(session)
        result = try begin(collectors, databases, by: deadline, reading)
        return
      }
      do throws(PgError) {
        result = try talk(session, plan, collectors, databases, by: deadline, reading)
        return
      } catch {
        kept.close(session)
        if reading.found.isUp || deadline.hasPassed { throw error }
      }
    }
    result = try begin(collectors, databases, by: deadline, reading)
  }

  /// Talks over a new session.
  private func begin(
    _ collectors: [any PgCollector], _ databases: DatabaseWatch?, by deadline: Deadline,
    _ reading: ServerReading
  ) throws(PgError) -> (Session, Plan) {
    let session = try kept.open(by: deadline)
    do throws(PgError) {
      return try talk(session, Plan(), collectors, databases, by: deadline, reading)
    } catch {
      kept.close(session)
      throw error
    }
  }

  private func talk(
    _ session: Session, _ plan: Plan, _ collectors: [any PgCollector],
    _ databases: DatabaseWatch?, by deadline: Deadline, _ reading: ServerReading
  ) throws(PgError) -> (Session, Plan) {
    var plan = plan
    let usesExtensions = collectors.contains(where: \.usesExtensions)
    if usesExtensions, session.extensions == nil {
      try learn(session, by: deadline, reading)
    }
    let info = ServerInfo(
      version: session.version, database: session.database, label: label, isLabelled: isLabelled,
      seriesLimit: rules.seriesLimit, hasSeveralDatabases: self.databases != nil,
      extensions: session.extensions ?? [:])
    var conversation = Conversation(collectors, on: info, labels, &plan)
    conversation.begin(with: heartbeat)
    if let databases {
      conversation.ask(DatabaseWatch.list) { databases.take($0) }
    }
    conversation.ask(Rights.statement) { answer in
      reading.note { $0.rights = Rights(answer) }
    }
    if usesExtensions {
      // For the next scrape, since somebody may install or upgrade one meanwhile.
      conversation.ask(InstalledExtension.statement) { answer in
        session.extensions = (try? answer.get()).map(InstalledExtension.all)
      }
    }
    for (index, piece) in conversation.ready { reading.note { $0.pieces[index] = piece } }

    try session.run(conversation.statements, by: deadline) { _, answer, _ in
      // What a session that has broken off still owes says nothing of who asked.
      guard !session.isBroken else { return }
      let wasUp = conversation.hasHeartbeat
      let done = conversation.take(answer)
      if conversation.hasHeartbeat, !wasUp { reading.note { $0.isUp = true } }
      if let (index, piece) = done { reading.note { $0.pieces[index] = piece } }
    }
    if let refusal = conversation.refusal { throw refusal }
    return (session, plan)
  }

  /// Asks for what the statements of a new session depend on, behind a heartbeat of its own.
  private func learn(
    _ session: Session, by deadline: Deadline, _ reading: ServerReading
  ) throws(PgError) {
    var refusal: PgError?
    try session.run([Heartbeat.statement, InstalledExtension.statement], by: deadline) {
      index, answer, _ in
      guard !session.isBroken else { return }
      guard index == 0 else {
        session.extensions = (try? answer.get()).map(InstalledExtension.all)
        return
      }
      do throws(PgError) {
        try heartbeat.check(answer)
        reading.note { $0.isUp = true }
      } catch {
        refusal = error
      }
    }
    if let refusal { throw refusal }
  }
}
