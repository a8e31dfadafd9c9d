import Shared
import Synchronization

/// Probes the targets of the configuration, each at its own pace.
///
/// A probe is a task on one of the loops, so that none waits for another. What comes of it is counted
/// here, and read by the page's collectors.
final class ProbeSchedule: Sendable {
  /// What the bounds of lateness are good for: a loop that is busy, and one that stands still.
  static let latenessBounds = HistogramBounds([
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5,
  ])

  /// Longer waits are cut into pieces of this, so that a target soon sees a new configuration.
  private static let nap = Duration.seconds(5)

  private struct State {
    var plan = ProbePlan()
    /// In the order of the configuration.
    var records: [TargetRecord] = []
    var byIdentity: [ScheduledTarget.Identity: (record: TargetRecord, loop: Int)] = [:]
    var slots: ProbeSlots
    var lateness = Histogram(ProbeSchedule.latenessBounds)
  }

  private let loops: [EventLoop]
  private let tools: @Sendable (EventLoop, TargetRules) -> ProbeTools
  private let observe: @Sendable (ProbeResult) -> Void
  private let complain: @Sendable (ScheduledTarget) -> Void
  private let now: @Sendable () -> Double
  private let state: Mutex<State>

  /// - Parameters:
  ///   - loops: At least one.
  ///   - limit: How many probes of the schedule may run at once.
  ///   - tools: What a probe works with that obeys these rules.
  ///   - observe: Is told of each probe, on a loop, so that it must not wait.
  ///   - complain: The same, of a target that is not probed since too many others are.
  ///   - now: Seconds since 1970.
  init(
    loops: [EventLoop], limit: Int,
    tools: @escaping @Sendable (EventLoop, TargetRules) -> ProbeTools,
    observe: @escaping @Sendable (ProbeResult) -> Void = { _ in },
    complain: @escaping @Sendable (ScheduledTarget) -> Void = { _ in },
    now: @escaping @Sendable () -> Double = { WallClock.seconds }
  ) {
    self.loops = loops
    self.tools = tools
    self.observe = observe
    self.complain = complain
    self.now = now
    state = Mutex(State(slots: ProbeSlots(limit: limit)))
  }
}

// MARK: - What is to be probed

extension ProbeSchedule {
  /// The configuration in force.
  var plan: ProbePlan { state.withLock { $0.plan } }

  /// Goes over to a configuration: new targets begin, those that are gone end, and those that stay keep
  /// what was counted.
  func adopt(_ plan: ProbePlan) {
    let orders = plan.targets.map { TargetRecord.Order($0, plan) }
    let beginners = state.withLock { state in
      var beginners: [(record: TargetRecord, loop: Int)] = []
      var byIdentity: [ScheduledTarget.Identity: (record: TargetRecord, loop: Int)] = [:]
      var loads = Array(repeating: 0, count: loops.count)
      let identities = orders.map(\.target.identity)
      let kept = identities.map { state.byIdentity[$0] }
      for case let entry? in kept { loads[entry.loop] += 1 }
      var records: [TargetRecord] = []
      for (index, order) in orders.enumerated() {
        if let entry = kept[index] {
          entry.record.follow(order)
          byIdentity[identities[index]] = entry
          records.append(entry.record)
        } else {
          let loop = loads.indices.min { loads[$0] < loads[$1] } ?? 0
          loads[loop] += 1
          let entry = (record: TargetRecord(order), loop: loop)
          byIdentity[identities[index]] = entry
          records.append(entry.record)
          beginners.append(entry)
        }
      }
      for (identity, entry) in state.byIdentity where byIdentity[identity] == nil {
        entry.record.retire()
      }
      state.plan = plan
      state.records = records
      state.byIdentity = byIdentity
      return beginners
    }
    for (record, index) in beginners {
      let loop = loops[index]
      loop.run { self.begin(record, on: loop) }
    }
  }

  /// Has no probe begin any more.
  func stop() { adopt(ProbePlan()) }
}

// MARK: - A target's turns

extension ProbeSchedule {
  private func begin(_ record: TargetRecord, on loop: EventLoop) {
    guard let order = record.order else { return }
    let pace = Pace(interval: order.target.interval, hash: record.hash, now: now())
    next(record, pace, on: loop)
  }

  /// Has a target probed when its time comes, again and again until it is retired.
  ///
  /// There is a task only for as long as it is being probed: one that waits would keep the room that
  /// it needed at most.
  private func next(_ record: TargetRecord, _ last: Pace, on loop: EventLoop) {
    guard let order = record.order else { return }
    var pace = last
    if order.target.interval != pace.interval {
      pace = Pace(interval: order.target.interval, hash: record.hash, now: now())
    }
    guard pace.next.hasPassed else {
      let end = min(pace.next, Deadline(in: Self.nap))
      loop.schedule(at: end) { [self, pace] in next(record, pace, on: loop) }
      return
    }
    loop.run { [self, pace] in
      await probe(record, order, pace, on: loop)
      end(record, pace, on: loop)
    }
  }

  private func end(_ record: TargetRecord, _ last: Pace, on loop: EventLoop) {
    var pace = last
    let missed = pace.advance()
    if missed > 0 { record.skip(.overlap, missed) }
    next(record, pace, on: loop)
  }

  /// Probes it once, unless too many others are being probed.
  private func probe(
    _ record: TargetRecord, _ order: TargetRecord.Order, _ pace: Pace, on loop: EventLoop
  ) async {
    guard takePlace(record, pace) else {
      record.skip(.limit)
      return complain(order.target)
    }
    let isOpen = order.calendar?.isOpen(at: Int(now().rounded(.down))) ?? false
    let probe = start(order, pace, on: loop)
    await probe.run(by: order.target.module.prober)
    finish(probe, record, order, isOpen)
  }

  // None of these is part of the frame that waits.

  @inline(never)
  private func start(
    _ order: TargetRecord.Order, _ pace: Pace, on loop: EventLoop
  ) -> Probe {
    let target = order.target
    return target.module.begin(
      target.target, hostname: target.hostname, within: min(target.limit, pace.room),
      tools(loop, order.rules))
  }

  @inline(never)
  private func finish(
    _ probe: Probe, _ record: TargetRecord, _ order: TargetRecord.Order, _ isOpen: Bool
  ) {
    let result = order.target.module.result(of: probe)
    state.withLock { $0.slots.give() }
    record.add(result, countsForContract: isOpen)
    observe(result)
  }

  @inline(never)
  private func takePlace(_ record: TargetRecord, _ pace: Pace) -> Bool {
    let lateness = pace.next.overdue / .seconds(1)
    let hasAnswered = record.hasAnswered
    return state.withLock { state in
      guard state.slots.take(hasAnswered: hasAnswered) else { return false }
      state.lateness.observe(lateness, Self.latenessBounds)
      return true
    }
  }
}

// MARK: - What is served

extension ProbeSchedule {
  struct Snapshot: Sendable {
    let vantage: String?
    let targets: [TargetRecord.Snapshot]
    let running: Int
    let lateness: Histogram
  }

  var snapshot: Snapshot {
    let (records, vantage, running, lateness) = state.withLock {
      ($0.records, $0.plan.vantage, $0.slots.running, $0.lateness)
    }
    return Snapshot(
      vantage: vantage, targets: records.map(\.snapshot), running: running, lateness: lateness)
  }

  /// What the page is made of.
  var collectors: [any Collector] {
    [ScheduleCollector(schedule: self), CalendarCollector { self.plan.calendars }]
  }
}
