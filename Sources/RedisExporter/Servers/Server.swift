import Logging
import Shared

/// One server: the session that is kept with it, what is known of it, and the scrape that reads it.
///
/// A scrape is one round trip: `INFO ALL` and the commands of all collectors in one pipeline. Scrapes
/// of the same selection at the same moment share one reading, each until its own deadline.
final class Server: ScrapeSource {
  let label: String
  private let login: Login
  private let rules: ServerRules
  private let collectors: [any RedisCollector]
  private let keys: KeyChecks
  /// Whom keys of other nodes are followed to, where they are.
  private let nodes: NodeSessions?
  private let hasKeyGroups: Bool
  private let turn = Turn()
  private let kept = Monitor(Kept())
  private let readings = SingleFlight<CollectorSelection, Reading>()
  private let journal: OutcomeJournal
  private let downJournal: DownJournal

  /// Used by whose turn it is.
  private struct Kept {
    var session: Session?
    var info = ServerInfo()
    var backoff = Backoff()
    var lastError: RedisError?
  }

  /// What ends a reading beside the collectors.
  static let keysName = "keys"

  init(
    _ login: Login, _ rules: ServerRules, collectors: [any RedisCollector], keys: KeySettings,
    following nodes: NodeSessions? = nil, log: Logger
  ) {
    label = login.address.label
    self.login = login
    self.rules = rules
    self.collectors = collectors
    self.nodes = nodes
    var settings = keys
    settings.database = login.address.database
    self.keys = KeyChecks(settings)
    hasKeyGroups = !keys.groups.isEmpty
    journal = OutcomeJournal(log)
    downJournal = DownJournal(login.address.label, log)
  }

  var names: [String] {
    (collectors.map(\.name) + (keys.isEmpty ? [] : [Self.keysName])).sorted()
  }

  func scrape(
    _ selection: CollectorSelection, by deadline: Deadline, into page: inout MetricWriter
  ) throws(SelectionError) -> [CollectorPart] {
    try selection.check(names, disabled: [])
    let start = ContinuousClock.now
    let reading = read(selection, by: deadline)
    let found = reading.found
    let elapsed = start.duration(to: .now)
    login.figures.note { counts in
      counts.scrapes += 1
      counts.scrapeSeconds += elapsed / .seconds(1)
    }
    let parts = self.parts(of: reading, found, selection)
    page.append(
      ServerReport(
        isUp: found.isUp, failure: found.failure, duration: found.duration ?? elapsed,
        counts: login.figures.current, hasKeyGroups: hasKeyGroups
      ).exposition(found.labels))
    for piece in found.pieces where found.isUp {
      if let piece { page.append(piece.written) }
    }
    journal.note(duplicates: page.duplicates)
    return parts
  }

  private func parts(
    of reading: Reading, _ found: Reading.Found, _ selection: CollectorSelection
  ) -> [CollectorPart] {
    var names = reading.collectors.map(\.name)
    if !keys.isEmpty, selection.includes(Self.keysName) { names.append(Self.keysName) }
    let reason = found.failure?.description ?? "it had not come back by the deadline"
    return names.enumerated().map { index, name in
      let piece = (found.isUp ? found.pieces[index] : nil) ?? Piece(outcome: .failed(reason))
      return CollectorPart(name: name, outcome: piece.outcome, duration: piece.duration)
    }
  }

  /// The reading that is under way, or a new one, as far as it gets by the deadline.
  ///
  /// Who joined one that had less time than we have, and that ran out of it, reads again.
  private func read(_ selection: CollectorSelection, by deadline: Deadline) -> Reading {
    while true {
      let (reading, isOurs) = readings.board(selection) {
        Reading(
          collectors.filter { selection.includes($0.name) }, for: deadline,
          limit: rules.connectionTimeout)
      }
      if isOurs {
        run(reading, selection)
        return reading
      }
      reading.wait(until: min(deadline, reading.deadline.later(by: .milliseconds(100))))
      let hadAsMuch = deadline < reading.deadline.later(by: .seconds(1))
      if hadAsMuch || !reading.ranOutOfTime { return reading }
      readings.land(reading, for: selection)
    }
  }

  private func run(_ reading: Reading, _ selection: CollectorSelection) {
    let start = ContinuousClock.now
    defer {
      reading.note { $0.duration = start.duration(to: .now) }
      readings.land(reading, for: selection)
      reading.complete()
    }
    guard turn.take(by: reading.deadline) else {
      let busy = RedisError(.timeout, "another scrape held the connection until the deadline")
      return reading.note { $0.failure = busy }
    }
    defer { turn.end() }
    do throws(RedisError) {
      try converse(reading, includesKeys: !keys.isEmpty && selection.includes(Self.keysName))
      downJournal.noteUp()
    } catch {
      reading.note { $0.failure = error }
      // When it answered, what is missing is the collectors' to report.
      if !reading.found.isUp { downJournal.noteDown(error) }
    }
    let found = reading.found
    if found.isUp { journal.note(parts(of: reading, found, selection)) }
  }
}

// MARK: - One round trip

extension Server {
  /// Has the turn. A session that was lost since the last scrape is replaced once, so that a restart
  /// between two scrapes costs none.
  private func converse(_ reading: Reading, includesKeys: Bool) throws(RedisError) {
    let (session, info) = kept.adjust { kept in (kept.session.take(), kept.info) }
    if let session {
      do throws(RedisError) {
        guard session.isUsable else {
          throw RedisError(.refused, "read from \(label): the server closed the connection")
        }
        return try talk(session, info, reading, includesKeys)
      } catch {
        login.figures.note { $0.isConnected = false }
        if reading.found.isUp || reading.deadline.hasPassed || error.reason == .timeout {
          login.figures.note { $0.failures[error.reason, default: 0] += 1 }
          throw error
        }
      }
    }
    let (opened, learned) = try open(by: reading.deadline)
    // Cursors of scans are of the server that gave them.
    keys.restart()
    do throws(RedisError) {
      try talk(opened, learned, reading, includesKeys)
    } catch {
      login.figures.note { counts in
        counts.isConnected = false
        counts.failures[error.reason, default: 0] += 1
      }
      throw error
    }
  }

  /// Opens a session, unless that failed a moment ago: then it throws the last error at once.
  private func open(by deadline: Deadline) throws(RedisError) -> (Session, ServerInfo) {
    let recent = kept.adjust { $0.backoff.isDue(at: .now) ? nil : $0.lastError }
    if let recent { throw recent }
    do throws(RedisError) {
      let opened = try login.open(by: deadline)
      kept.adjust { $0.backoff.succeeded() }
      return opened
    } catch {
      kept.adjust { kept in
        kept.backoff.failed(at: .now)
        kept.lastError = error
      }
      throw error
    }
  }

  /// Keeps the session when it is done.
  private func talk(
    _ session: Session, _ server: ServerInfo, _ reading: Reading, _ includesKeys: Bool
  ) throws(RedisError) {
    var conversation = Conversation(reading.collectors, server)
    try session.run(conversation.commands, by: reading.deadline) { _, reply throws(RedisError) in
      try conversation.take(reply) { info in
        let labels = rules.labels(of: ServerInfo(info))
        reading.note { found in
          found.isUp = true
          found.labels = labels
        }
        return labels
      } piece: { index, piece in
        reading.note { $0.pieces[index] = piece }
      }
    }
    let learned = conversation.server
    if includesKeys {
      let piece = try checkKeys(session, learned, reading)
      reading.note { $0.pieces[reading.collectors.count] = piece }
    }
    kept.adjust { kept in
      kept.session = session
      kept.info = learned
    }
  }

  private func checkKeys(
    _ session: Session, _ server: ServerInfo, _ reading: Reading
  ) throws(RedisError) -> Piece {
    let start = ContinuousClock.now
    var metrics = MetricWriter(labels: reading.found.labels)
    var outcome = CollectorOutcome.wrote
    do {
      try keys.run(
        on: session, server: server, following: nodes, by: reading.deadline, into: &metrics)
    } catch {
      if !(error is Partial) { metrics.removeAll() }
      outcome = CollectorOutcome(error)
    }
    if session.isBroken {
      throw RedisError(.timeout, "the connection was given up while keys were read: \(outcome)")
    }
    return Piece(
      written: metrics.finish(), outcome: outcome, duration: start.duration(to: .now))
  }
}
