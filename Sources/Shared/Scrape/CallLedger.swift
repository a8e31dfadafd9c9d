/// What became of a call that may never come back.
package enum CallOutcome<Answer: Sendable>: Sendable {
  case answered(Answer)
  /// It was made, now or in an earlier round, and hangs.
  case stuck
  /// The time was up before it came back or could be made, which tells nothing about it.
  case late
  /// It was not made: too many others hang.
  case unasked
}

/// Which calls are under way, which of them hang, and which is made next.
///
/// The deciding half of ``PatientCalls``, a value without threads and clocks. Each resource is
/// named by a key and has at most one call under way. A round is a list of keys that somebody
/// wants answered together.
///
/// At most `limit` calls are under way at once. The last of these places is kept for keys that
/// have answered before, so that fifteen dead mounts do not hide the living. Who finds no place waits
/// for one, unless those that have them hang.
struct CallLedger<Key: Hashable & Sendable, Answer: Sendable> {
  private let limit: Int
  private var calls: [Key: Call] = [:]
  private var rounds: [RoundNumber: Round] = [:]
  private var lastRound = 0
  private var reliable: Set<Key> = []

  typealias RoundNumber = Int

  private struct Call {
    let round: RoundNumber
    let start: ContinuousClock.Instant
    var isStuck = false
    var waiting: [(round: RoundNumber, index: Int)]
  }

  private struct Round {
    let keys: [Key]
    var outcomes: [CallOutcome<Answer>?]
    var next = 0
    /// Those that found no place yet.
    var deferred: [Int] = []
    var pending: Int
  }

  /// - Parameter limit: At least 2.
  init(limit: Int) {
    precondition(limit >= 2)
    self.limit = limit
  }

  /// How many calls hang.
  var stuckCount: Int { calls.values.count { $0.isStuck } }

  mutating func begin(_ keys: [Key]) -> RoundNumber {
    lastRound += 1
    rounds[lastRound] = Round(
      keys: keys, outcomes: Array(repeating: nil, count: keys.count), pending: keys.count)
    return lastRound
  }

  /// The next call of the round, which the caller makes now; `nil` when there is none left.
  mutating func claim(in number: RoundNumber, at now: ContinuousClock.Instant) -> Key? {
    guard let keys = rounds[number]?.keys else { return nil }
    for index in rounds[number]?.deferred ?? [] {
      guard calls[keys[index]] != nil || hasPlace(for: keys[index]) else { continue }
      rounds[number]?.deferred.removeAll { $0 == index }
      if let key = claim(keys[index], index, in: number, at: now) { return key }
    }
    while let index = rounds[number]?.next, index < keys.count {
      rounds[number]?.next += 1
      if let key = claim(keys[index], index, in: number, at: now) { return key }
    }
    return nil
  }

  private mutating func claim(
    _ key: Key, _ index: Int, in number: RoundNumber, at now: ContinuousClock.Instant
  ) -> Key? {
    if let call = calls[key] {
      if call.isStuck {
        settle(.stuck, number, index)
      } else {
        calls[key]?.waiting.append((number, index))
      }
      return nil
    }
    guard hasPlace(for: key) else {
      if stuckCount >= places(for: key) {
        settle(.unasked, number, index)
      } else {
        rounds[number]?.deferred.append(index)
      }
      return nil
    }
    calls[key] = Call(round: number, start: now, waiting: [(number, index)])
    return key
  }

  private func places(for key: Key) -> Int { reliable.contains(key) ? limit : limit - 1 }

  private func hasPlace(for key: Key) -> Bool { calls.count < places(for: key) }

  /// Notes that the call for `key` came back.
  ///
  /// - Returns: Whether it had been stuck, and whether another round than the one that made it
  ///   waits for it.
  mutating func answer(_ key: Key, _ answer: Answer) -> (wasStuck: Bool, isForOthers: Bool) {
    guard let call = calls.removeValue(forKey: key) else { return (false, false) }
    reliable.insert(key)
    let isForOthers = call.waiting.contains { $0.round != call.round && rounds[$0.round] != nil }
    for wanted in call.waiting { settle(.answered(answer), wanted.round, wanted.index) }
    return (call.isStuck, isForOthers)
  }

  func isComplete(_ number: RoundNumber) -> Bool { pending(in: number) == 0 }

  /// How many keys of the round have no outcome yet.
  func pending(in number: RoundNumber) -> Int { rounds[number]?.pending ?? 0 }

  /// Whether one more thread could do something for the round.
  func canHelp(_ number: RoundNumber) -> Bool {
    guard let round = rounds[number] else { return false }
    if round.next < round.keys.count { return calls.count < limit }
    return round.deferred.contains { index in
      calls[round.keys[index]] != nil || hasPlace(for: round.keys[index])
    }
  }

  /// Ends the round: what is still under way in it and began before `limit` is stuck from now on.
  /// Younger calls are late; the next round that wants them waits for them.
  ///
  /// - Returns: An outcome for each key, and the keys that were not stuck before.
  mutating func end(
    _ number: RoundNumber, stuckIfBefore limit: ContinuousClock.Instant
  ) -> (outcomes: [CallOutcome<Answer>], newlyStuck: [Key]) {
    guard let round = rounds.removeValue(forKey: number) else { return ([], []) }
    var newlyStuck: [Key] = []
    let outcomes = round.outcomes.enumerated().map { index, outcome in
      if let outcome { return outcome }
      let key = round.keys[index]
      guard let call = calls[key], call.isStuck || call.start <= limit else {
        let hanging = calls.values.count { $0.isStuck || $0.start <= limit }
        let isHopeless = round.deferred.contains(index) && hanging >= places(for: key)
        return isHopeless ? .unasked : CallOutcome<Answer>.late
      }
      if !call.isStuck {
        calls[key]?.isStuck = true
        newlyStuck.append(key)
      }
      return .stuck
    }
    forgetSome(but: round.keys)
    return (outcomes, newlyStuck)
  }

  /// Keys may come from anywhere, and not come again.
  private mutating func forgetSome(but keys: [Key]) {
    let excess = reliable.count - 2 * keys.count - 1024
    guard excess > 0 else { return }
    reliable.subtract(reliable.subtracting(keys).prefix(excess))
  }

  private mutating func settle(
    _ outcome: CallOutcome<Answer>, _ number: RoundNumber, _ index: Int
  ) {
    guard rounds[number] != nil else { return }
    rounds[number]?.outcomes[index] = outcome
    rounds[number]?.pending -= 1
  }
}
