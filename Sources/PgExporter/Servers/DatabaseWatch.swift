import Shared

/// Reads the other databases of a server, over connections that exist only while they read, and
/// keeps what it found until it reads again.
///
/// It works beside the scrapes: which database is next, ``Patrol`` decides.
final class DatabaseWatch: Sendable {
  /// What was read of one database, by collector.
  typealias Contents = [String: Piece]

  /// The databases that may be connected to, without the one that we are connected to.
  static let list: Statement = """
    SELECT d.datname, s.tup_inserted + s.tup_updated + s.tup_deleted
      FROM pg_database d LEFT JOIN pg_stat_database s ON s.datid = d.oid
      WHERE d.datallowconn AND NOT d.datistemplate AND d.datname <> current_database()
        AND d.datconnlimit <> -2 AND has_database_privilege(d.oid, 'CONNECT')
      ORDER BY 1
    """

  private struct State {
    var patrol: Patrol<Contents>
    var isListed = false
    /// Threads that are reading.
    var visitors = 0
    /// By when they are to be done.
    var end = Deadline(in: .zero)
    /// With less than this before the end, a database that does not answer is not to blame.
    var fairShare = Duration.zero
  }

  private let state: Monitor<State>
  private let connector: Connector
  private let spare: SpareConnections
  private let rule: DatabaseRule
  private let rules: ServerRules
  private let labels: Labels
  private let isLabelled: Bool
  private let collectors: @Sendable () -> [any PgCollector]
  private let pool: ThreadPool
  private let journal: ServerJournal

  init(
    _ connector: Connector, _ spare: SpareConnections, _ rule: DatabaseRule, _ rules: ServerRules,
    _ labels: Labels,
    isLabelled: Bool, collectors: @escaping @Sendable () -> [any PgCollector], pool: ThreadPool,
    journal: ServerJournal
  ) {
    state = Monitor(State(patrol: Patrol(maxAge: rule.maxAge)))
    self.connector = connector
    self.spare = spare
    self.rule = rule
    self.rules = rules
    self.labels = labels
    self.isLabelled = isLabelled
    self.collectors = collectors
    self.pool = pool
    self.journal = journal
  }

  /// What is kept of the databases, and in what state they are.
  var patrol: Patrol<Contents>? { state.read { $0.isListed ? $0.patrol : nil } }

  /// Takes over the server's list of databases. One that could not be read changes nothing.
  func take(_ answer: Result<Rows, PgError>) {
    guard let rows = try? answer.get() else { return }
    let listed = rows.compactMap { row -> Patrol<Contents>.Listed? in
      guard let name = row.text(0), rule.includes(name) else { return nil }
      return .init(name: name, changes: row.text(1) ?? "")
    }
    connector.forgetAttempts(but: Set(listed.map { ExactName($0.name) }))
    state.adjust { state in
      state.patrol.list(listed)
      state.isListed = true
    }
  }

  /// Has databases read until the deadline, and waits for those that were never read.
  ///
  /// Whatever is only to be read again is not waited for: the page tells its age.
  func visit(by deadline: Deadline) {
    while true {
      let areOurs = sendVisitors(by: deadline)
      let isDone = state.wait(until: deadline) { state in
        state.patrol.hasUnread && state.visitors > 0 ? nil : !state.patrol.hasUnread
      }
      // Those of a scrape in a hurry give up with it, and there is time left for others.
      guard isDone == false, !areOurs, !deadline.hasPassed else { return }
    }
  }

  /// - Returns: Whether they are all that there may be.
  private func sendVisitors(by deadline: Deadline) -> Bool {
    let (wanted, others) = state.adjust { state -> (Int, Int) in
      guard state.isListed else { return (0, 0) }
      // So that what came of the last one is known before the page is put together. A scrape in a
      // hurry does not take the time of one that has more.
      state.end = max(state.end, deadline.earlier(by: .milliseconds(20)))
      state.fairShare = state.end.remaining * 3 / 4
      let others = state.visitors
      let wanted = max(0, min(rules.maxConnections - 1, state.patrol.count) - others)
      state.visitors += wanted
      return (wanted, others)
    }
    for _ in 0..<wanted {
      guard spare.take() else {
        state.update { $0.visitors -= 1 }
        continue
      }
      // They stay until there is nothing to do, also after this scrape. One in line behind those
      // who wait for it would be of no use.
      guard !pool.run(mayWait: false, { [self] in work() }) else { continue }
      spare.giveBack()
      state.update { $0.visitors -= 1 }
    }
    return others == 0
  }

  // MARK: - A visitor

  private func work() {
    var goesOn = true
    while goesOn, let (name, end) = claim() { goesOn = visit(name, by: end) }
    spare.giveBack()
    state.update { $0.visitors -= 1 }
  }

  /// The database that is next. Where connections linger in databases that let nobody in, there
  /// may be none left for another, and those are gone on with when they are due.
  ///
  /// One that lingers for long does not count any more: the server would not be rid of it if we hung
  /// up, and the other databases are not to stand still for it.
  private func claim() -> (String, Deadline)? {
    let lingering = connector.lingering
    return state.adjust { state in
      guard !state.end.hasPassed else { return nil }
      let now = ContinuousClock.now
      let parked = lingering.count { state.patrol.hasFailedOften($0) }
      let counted = lingering.count - min(parked, rules.maxConnections)
      let name =
        spare.suffices(besides: counted)
        ? state.patrol.claim(at: now) : lingering.first { state.patrol.claim($0, at: now) }
      return name.map { ($0, state.end) }
    }
  }

  /// Reads one database.
  ///
  /// - Returns: Whether it makes sense to go on with another.
  private func visit(_ name: String, by deadline: Deadline) -> Bool {
    let time = deadline.remaining
    do throws(PgError) {
      let contents = try connector.withSession(to: name, by: deadline) {
        session throws(PgError) in
        try read(over: session, by: deadline, state.read { $0.patrol.contents(of: name) } ?? [:])
      }
      if contents.values.contains(where: \.isLate), time < state.read({ $0.fairShare }) {
        state.update { $0.patrol.released(name) }
        return false
      }
      if state.update({ $0.patrol.read(name, contents, at: .now) }) {
        journal.noteDatabaseUp(name)
      }
      return true
    } catch {
      let reason = DownReason(error)
      let isHurried = deadline.hasPassed && time < state.read { $0.fairShare }
      // Those that linger may have taken the last connection.
      let isOurFault = reason == .tooManyClients && !connector.lingering.isEmpty
      guard !reason.concernsServer, !isHurried, !isOurFault else {
        state.update { $0.patrol.released(name) }
        return false
      }
      if state.update({ $0.patrol.failed(name, at: .now) }) {
        journal.noteDatabaseDown(name, error)
      }
      // It may be this database that is full, or the server: whoever comes next will see.
      return reason != .tooManyClients
    }
  }

  /// - Parameter before: What it found the last time.
  private func read(
    over session: Session, by deadline: Deadline, _ before: Contents
  ) throws(PgError) -> Contents {
    let collectors = collectors()
    var info = ServerInfo(
      version: session.version, database: session.database, label: connector.source.label,
      isLabelled: isLabelled, constantLabels: rules.constantLabels.map(\.name),
      seriesLimit: rules.seriesLimit, hasSeveralDatabases: true)
    if collectors.contains(where: \.usesExtensions) {
      let answer = try session.ask(InstalledExtension.statement, by: deadline)
      info.extensions = (try? answer.get()).map(InstalledExtension.all) ?? [:]
    }
    var plan = Plan(truncated: Set(before.filter { $0.value.truncated > 0 }.keys))
    var conversation = Conversation(collectors, on: info, labels, &plan)
    var contents: Contents = [:]
    for (index, piece) in conversation.ready { contents[collectors[index].name] = piece }
    try session.run(conversation.statements, by: deadline) { _, answer, _ in
      if !session.isBroken, let (index, piece) = conversation.take(answer) {
        contents[collectors[index].name] = piece
      }
    }
    return contents
  }
}
