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
  let isLabelled: Bool
  let rules: ServerRules
  let heartbeat: Heartbeat
  let kept: KeptSession
  let connector: Connector
  let spare: SpareConnections
  /// Collectors that the server refused to answer when they were last read.
  private let refused = Mutex<Set<String>>([])

  /// - Parameters:
  ///   - isLabelled: Whether every sample tells which server it is of.
  ///   - collectors: All that are on now.
  init(
    _ source: ServerSource, _ rules: ServerRules, isLabelled: Bool, resolver: Resolver,
    collectors: @escaping @Sendable () -> [any PgCollector], pool: ThreadPool, log: Logger
  ) {
    label = source.label
    figures = ServerFigures()
    var context = SessionContext(
      resolver: resolver, canceller: rules.canceller, redact: source.redact)
    context.door = rules.door
    context.answerLimit = rules.answerLimit
    self.context = context
    self.rules = rules
    self.isLabelled = isLabelled
    let labels = Labels(
      pairs: rules.constantLabels + (isLabelled ? [("server", source.label)] : []))
    let journal = ServerJournal(source.label, log)
    self.labels = labels
    self.journal = journal
    heartbeat = Heartbeat(targetSessionAttributes: source["target_session_attrs"])
    let connector = Connector(
      source, context, figures, connectionLimit: rules.maxConnections)
    self.connector = connector
    let spare = SpareConnections(limit: rules.maxConnections - 1)
    self.spare = spare
    kept = KeptSession(connector)
    databases = rules.databases.map { rule in
      DatabaseWatch(
        connector, spare, rule, rules, labels, isLabelled: isLabelled,
        collectors: { collectors().filter(\.isPerDatabase) }, pool: pool, journal: journal)
    }
  }

  /// Reads the collectors over the kept session, or a new one, and comes back by the deadline.
  ///
  /// - Parameter finish: Called when nothing more will come, before those who wait are woken.
  func read(
    _ collectors: [any PgCollector], by deadline: Deadline, into reading: ServerReading,
    finish: () -> Void
  ) {
    let start = ContinuousClock.now
    defer {
      reading.note { $0.duration = start.duration(to: .now) }
      finish()
      reading.complete()
    }
    let patience = deadline.remaining
    // Waiting for the turn costs the server nothing, another connection does: half the time each.
    if rules.maxConnections > 1, !kept.takeTurn(by: deadline.earlier(by: patience / 2)) {
      if readBeside(collectors, by: deadline, into: reading) { return }
      guard kept.takeTurn(by: deadline) else { return noteBusy(reading) }
    } else if rules.maxConnections == 1, !kept.takeTurn(by: deadline) {
      return noteBusy(reading)
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

  private func noteBusy(_ reading: ServerReading) {
    let reason = """
      another scrape held the connection to the server until the deadline; --max-connections says \
      how many there may be
      """
    journal.noteUnread(reason)
    reading.note { found in
      found.failure = reason
      found.ranOutOfTime = true
    }
  }

  /// What was done to the server so far.
  var counts: ServerFigures.Counts {
    var counts = figures.current
    counts.statements = context.statistics.statements
    counts.openConnections += connector.pendingCount
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
  func giveUp(
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
