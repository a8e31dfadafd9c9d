import Shared

/// The statements of one reading in one pipeline, and what becomes of their answers.
///
/// The heartbeat goes first. What is asked about the server itself goes last: it reads catalogs, and
/// if it has to wait for a lock, nothing waits behind it.
struct Conversation: ~Copyable {
  private enum Asker {
    case heartbeat(Heartbeat)
    case collector(Int, ServerInfo, answers: Int)
    /// Instead of a collector that was refused: whether the right is still missing.
    case right(Int, CollectorOutcome)
    case listener(@Sendable (Result<Rows, PgError>) -> Void)
  }

  private let collectors: [any PgCollector]
  private(set) var statements: [Statement] = []
  private var askers: [Asker] = []
  private var next = 0
  private var pending: [Result<Rows, PgError>] = []
  private var lap = ContinuousClock.now
  /// What every collector writes into, one after the other.
  private var metrics: MetricWriter

  /// What is known of collectors before anything is asked.
  private(set) var ready: [(index: Int, piece: Piece)] = []
  /// Why the server is not the one to be read.
  private(set) var refusal: PgError?
  private(set) var hasHeartbeat = false
  /// Bytes of the largest piece.
  private(set) var largestPiece = 0

  init(
    _ collectors: [any PgCollector], on server: ServerInfo, _ labels: Labels, _ plan: inout Plan
  ) {
    self.collectors = collectors
    metrics = MetricWriter(capacity: plan.largestPiece + 1024, labels: labels)
    askers.reserveCapacity(collectors.count + 3)
    for (index, collector) in collectors.enumerated() {
      let info = plan.info(for: collector, of: server)
      if let refusal = plan.refusal(of: collector, for: info) {
        askers.append(.right(index, refusal.outcome))
        statements.append(refusal.question)
        continue
      }
      do {
        let its = try plan.statements(of: collector, for: info)
        guard !its.isEmpty else {
          ready.append((index, piece(of: collector, Answers(info, []))))
          continue
        }
        askers.append(.collector(index, info, answers: its.count))
        statements += its
      } catch {
        ready.append((index, Piece(outcome: CollectorOutcome(error))))
      }
    }
  }

  /// Puts the heartbeat before everything else.
  mutating func begin(with heartbeat: Heartbeat) {
    askers.insert(.heartbeat(heartbeat), at: 0)
    statements.insert(Heartbeat.statement, at: 0)
  }

  /// Adds a question about the server itself.
  mutating func ask(
    _ statement: Statement, _ listener: @escaping @Sendable (Result<Rows, PgError>) -> Void
  ) {
    askers.append(.listener(listener))
    statements.append(statement)
  }

  /// The collector whose answers are awaited.
  var current: String? {
    guard next < askers.count else { return nil }
    return switch askers[next] {
    case .collector(let index, _, _), .right(let index, _): collectors[index].name
    case .heartbeat, .listener: nil
    }
  }

  /// Takes the next answer, in the order of the statements.
  ///
  /// - Returns: The piece that it completed.
  mutating func take(_ answer: Result<Rows, PgError>) -> (index: Int, piece: Piece)? {
    guard refusal == nil, next < askers.count else { return nil }
    switch askers[next] {
    case .heartbeat(let heartbeat):
      do throws(PgError) {
        try heartbeat.check(answer)
        hasHeartbeat = true
      } catch {
        refusal = error
      }
    case .listener(let listener):
      listener(answer)
    case .right(let index, let outcome):
      // Whoever has it by now is asked with the next scrape.
      let isGranted = (try? answer.get().first?.bool(0)) == true
      next += 1
      lap = .now
      return (index, Piece(outcome: outcome, isRefused: !isGranted))
    case .collector(let index, let info, let count):
      pending.append(answer)
      guard pending.count == count else { return nil }
      let piece = piece(of: collectors[index], Answers(info, pending))
      pending.removeAll(keepingCapacity: true)
      next += 1
      lap = .now
      return (index, piece)
    }
    next += 1
    lap = .now
    return nil
  }

  private mutating func piece(of collector: any PgCollector, _ answers: Answers) -> Piece {
    var outcome = CollectorOutcome.wrote
    metrics.removeAll()
    do {
      try collector.write(answers, into: &metrics)
    } catch {
      if !(error is Partial) { metrics.removeAll() }
      outcome = CollectorOutcome(error)
    }
    largestPiece = max(largestPiece, metrics.written.bytes.count)
    let states = pending.map { answer -> String? in
      if case .failure(let error) = answer { return error.state }
      return nil
    }
    let written = metrics.part()
    let isOneOfMany = collector.isPerDatabase && answers.server.hasSeveralDatabases
    return Piece(
      written: written, outcome: outcome, duration: lap.duration(to: .now),
      truncated: answers.truncated, series: isOneOfMany ? written.series : 0,
      isRefused: states.contains(PgError.insufficientPrivilege),
      isLate: states.contains(PgError.queryCanceled) || states.contains(PgError.lockNotAvailable))
  }
}
