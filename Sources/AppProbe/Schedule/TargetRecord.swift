import Shared
import Synchronization

/// A target under the schedule: how it is to be probed, and what came of it so far.
final class TargetRecord: Sendable {
  /// How it is to be probed. A class, of which a probe that waits has no copy.
  final class Order: Sendable {
    let target: ScheduledTarget
    let rules: TargetRules
    let calendar: ContractCalendar?
    /// Of all its samples.
    let labels: Labels
    fileprivate let labelNames: Set<String>

    init(_ target: ScheduledTarget, _ plan: ProbePlan) {
      self.target = target
      rules = plan.rules.trusting(target: target.target)
      calendar = plan.calendar(target.calendar)
      var pairs: [(name: String, value: String)] = [
        ("target", target.target), ("module", target.module.name),
      ]
      if let vantage = plan.vantage { pairs.append(("vantage", vantage)) }
      pairs += target.labels
      labels = Labels(pairs: pairs)
      labelNames = Set(pairs.map(\.name))
    }
  }

  /// What a page is written from. A class, since going through a thousand of them thirty times would
  /// otherwise copy all that they hold each time.
  final class Snapshot: Sendable {
    let order: Order
    let tally: TargetTally

    fileprivate init(_ order: Order, _ tally: TargetTally) {
      self.order = order
      self.tally = tally
    }
  }

  private struct State {
    var order: Order
    var tally = TargetTally()
    var isRetired = false
  }

  let hash: UInt64
  private let state: Mutex<State>

  init(_ order: Order) {
    hash = order.target.identity.hash
    state = Mutex(State(order: order))
  }

  /// `nil` when it is not to be probed any more.
  var order: Order? { state.withLock { $0.isRetired ? nil : $0.order } }

  var snapshot: Snapshot { state.withLock { Snapshot($0.order, $0.tally) } }

  var hasAnswered: Bool { state.withLock { $0.tally.hasAnswered } }

  /// Has it probed in another way from the next time on.
  func follow(_ order: Order) { state.withLock { $0.order = order } }

  func retire() { state.withLock { $0.isRetired = true } }

  func skip(_ omission: TargetTally.Omission, _ count: Int = 1) {
    state.withLock { $0.tally.skip(omission, count) }
  }

  func add(_ result: ProbeResult, countsForContract: Bool) {
    state.withLock { state in
      state.tally.add(
        result, countsForContract: countsForContract, ownLabels: state.order.labelNames)
    }
  }
}
