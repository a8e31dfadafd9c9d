import Shared
import Synchronization

/// One data source: the server behind it, and the connection that is kept to it.
final class Server: Sendable {
  /// `host:port`.
  let label: String
  private let parameters: [(keyword: String, value: String)]
  private let kept = Mutex<Session?>(nil)
  private let context = SessionContext(resolver: Resolver())

  init(label: String, parameters: [(keyword: String, value: String)]) {
    self.label = label
    self.parameters = parameters
  }

  /// What one collector found, as soon as it is known.
  struct Piece: Sendable {
    /// Its place among the collectors that were asked for.
    let index: Int
    let written: Exposition
    let part: CollectorPart
  }

  /// Reads the collectors over the kept connection, or a new one, and comes back by the deadline.
  func scrape(
    _ collectors: [any PgCollector], labels: Labels, by deadline: Deadline,
    publish: @Sendable (Piece) -> Void
  ) {
    do throws(PgError) {
      let session =
        if let warm = kept.withLock({ $0.take() }) { warm } else {
          try Session.open(
            parameters.map { ($0.keyword, Secret($0.value)) }, in: context, by: deadline)
        }
      try read(collectors, labels, over: session, by: deadline, publish)
      kept.withLock { $0 = session }
    } catch {
      // TODO(contract): back-off, one log line, parts of collectors that have no answer.
      for (index, collector) in collectors.enumerated() {
        publish(
          Piece(
            index: index, written: Exposition(),
            part: CollectorPart(name: collector.name, outcome: .failed("\(error)"), duration: .zero)
          ))
      }
    }
  }

  private func read(
    _ collectors: [any PgCollector], _ labels: Labels, over session: Session,
    by deadline: Deadline, _ publish: @Sendable (Piece) -> Void
  ) throws(PgError) {
    let info = ServerInfo(version: session.version, database: session.database, label: label)
    var statements: [Statement] = []
    var wanted: [(collector: any PgCollector, index: Int, answers: Int)] = []
    for (index, collector) in collectors.enumerated() {
      do {
        let its = try collector.statements(for: info)
        wanted.append((collector, index, its.count))
        statements += its
      } catch {
        publish(
          Piece(
            index: index, written: Exposition(),
            part: CollectorPart(
              name: collector.name, outcome: CollectorOutcome(error), duration: .zero)))
      }
    }
    var pending: [Result<Rows, PgError>] = []
    var next = wanted[...]
    try session.run(statements, by: deadline) { _, answer, _ in
      pending.append(answer)
      guard let (collector, index, count) = next.first, pending.count == count else { return }
      next.removeFirst()
      var metrics = MetricWriter(labels: labels)
      var outcome = CollectorOutcome.wrote
      let start = ContinuousClock.now
      let mark = metrics.mark
      do {
        try collector.write(Answers(info, pending), into: &metrics)
      } catch {
        if !(error is Partial) { metrics.rollBack(to: mark) }
        outcome = CollectorOutcome(error)
      }
      pending = []
      publish(
        Piece(
          index: index, written: metrics.finish(),
          part: CollectorPart(
            name: collector.name, outcome: outcome, duration: start.duration(to: .now))))
    }
  }
}
