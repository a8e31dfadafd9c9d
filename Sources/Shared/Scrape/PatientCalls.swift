/// Calls that block and may never come back, such as `statfs` on a mount whose server is dead.
///
/// The calls of a round are made one after another on one thread that stays for the next round.
/// When one of them keeps it waiting, another thread goes on with the rest. A call that has run for
/// that long and not come back at the end of a round is stuck: its thread stays in it, nobody makes
/// it again, and later rounds hear so at once. When it does come back it is made again like any
/// other. A round that ends sooner, as somebody's who has no time, says nothing about its calls.
///
/// Never more than `limit` threads are in a call; past that calls wait until another came
/// back, and are not made while all others hang.
package final class PatientCalls<Key: Hashable & Sendable, Answer: Sendable>: Sendable {
  /// A change that is worth a line in the log.
  package enum Event: Sendable { case stuck, recovered }

  private let office: Office
  private let patience: Duration

  /// - Parameters:
  ///   - limit: How many threads may be in a call at once; at least 2.
  ///   - patience: How long a call may take before another thread goes on with the rest, and before it counts
  ///     as stuck.
  ///   - call: Makes the call for a key, on one of the threads.
  ///   - notice: Is told when a call gets stuck, and when it came back after all.
  package init(
    limit: Int = 16, patience: Duration = .milliseconds(150),
    call: @escaping @Sendable (Key) -> Answer,
    notice: @escaping @Sendable (Key, Event) -> Void = { _, _ in }
  ) {
    office = Office(limit: limit, call: call, notice: notice)
    self.patience = patience
  }

  deinit { office.close() }

  /// How many threads are in calls that did not come back in time.
  package var stuckCount: Int { office.desk.read { $0.ledger.stuckCount } }

  /// Makes the calls for all keys, and returns their outcomes in the same order, by the deadline.
  package func ask(_ keys: [Key], by deadline: Deadline) -> [CallOutcome<Answer>] {
    guard !keys.isEmpty else { return [] }
    let round = office.desk.adjust { $0.ledger.begin(keys) }
    if office.summon(to: round) { wait(for: round, until: deadline) }
    let (outcomes, newlyStuck) = office.desk.adjust {
      $0.ledger.end(round, stuckIfBefore: .now - patience)
    }
    for key in newlyStuck { office.notice(key, .stuck) }
    return outcomes
  }

  /// Waits until every call of the round has its outcome, and sends help when one keeps the others
  /// waiting.
  private func wait(for round: Int, until deadline: Deadline) {
    var patience = patience
    var pending = office.desk.read { $0.ledger.pending(in: round) }
    while true {
      let look = min(deadline, Deadline(in: patience))
      let isComplete = office.desk.wait(until: look) { $0.ledger.isComplete(round) ? true : nil }
      if isComplete != nil || deadline.hasPassed { return }
      let (left, canHelp) = office.desk.read {
        ($0.ledger.pending(in: round), $0.ledger.canHelp(round))
      }
      if left == pending, canHelp {
        _ = office.summon(to: round)
        // Where one server is dead others may be, and an answer takes microseconds.
        patience = max(patience / 2, min(.milliseconds(20), patience))
      }
      pending = left
    }
  }

  /// What the threads share; they do not keep the calls themselves alive.
  private final class Office: Sendable {
    struct Desk {
      var ledger: CallLedger<Key, Answer>
      /// Rounds that want one more thread.
      var wanted: [Int] = []
      /// Threads that wait for a round.
      var idle = 0
      var isClosed = false
    }

    let desk: Monitor<Desk>
    let notice: @Sendable (Key, Event) -> Void
    private let call: @Sendable (Key) -> Answer

    init(
      limit: Int, call: @escaping @Sendable (Key) -> Answer,
      notice: @escaping @Sendable (Key, Event) -> Void
    ) {
      desk = Monitor(Desk(ledger: CallLedger(limit: limit)))
      self.call = call
      self.notice = notice
    }

    func close() { desk.update { $0.isClosed = true } }

    /// Puts one thread on the round: the one that is idle, or a new one.
    ///
    /// - Returns: Whether there is one; a process may have as many threads as it is allowed.
    func summon(to round: Int) -> Bool {
      let needsThread = desk.update { desk in
        desk.wanted.append(round)
        guard desk.idle < desk.wanted.count else { return false }
        desk.idle += 1
        return true
      }
      guard needsThread else { return true }
      do {
        try Thread.detach { self.work() }
        return true
      } catch {
        desk.update { desk in
          desk.idle -= 1
          desk.wanted.removeAll { $0 == round }
        }
        return false
      }
    }

    private func work() {
      repeat {
        guard let round = nextRound() else { return }
        var claimed = desk.adjust { $0.ledger.claim(in: round, at: .now) }
        while let key = claimed {
          let answer = call(key)
          let answered: (wasStuck: Bool, isForOthers: Bool)
          (answered, claimed) = desk.adjust {
            ($0.ledger.answer(key, answer), $0.ledger.claim(in: round, at: .now))
          }
          // Its own round is woken when this thread is through with it.
          if answered.isForOthers { desk.update { _ in } }
          if answered.wasStuck { notice(key, .recovered) }
        }
      } while stays()
    }

    /// The round that this idle thread is wanted for, or `nil` when it can go.
    private func nextRound() -> Int? {
      while true {
        let round = desk.wait(until: Deadline(in: .seconds(3600))) { desk -> Int?? in
          guard desk.isClosed || !desk.wanted.isEmpty else { return nil }
          desk.idle -= 1
          return .some(desk.isClosed ? nil : desk.wanted.removeFirst())
        }
        if let round { return round }
      }
    }

    /// Ends a thread's work on a round, which somebody may wait for. One thread stays warm.
    private func stays() -> Bool {
      desk.update { desk in
        guard desk.idle == 0, !desk.isClosed else { return false }
        desk.idle += 1
        return true
      }
    }
  }
}
