import Shared
import TestSupport

@testable import AppProbe

/// A prober that does what a test says.
struct FakeProber: Prober {
  static let kind = "fake"

  let body: @Sendable (Probe) async throws(ProbeFailure) -> Void

  func run(_ probe: Probe) async throws(ProbeFailure) { try await body(probe) }

  /// Succeeds at once.
  static let quick = FakeProber { _ throws(ProbeFailure) in }

  /// Waits in vain until its deadline.
  static let hanging = FakeProber { probe throws(ProbeFailure) in
    await probe.loop.sleep(until: probe.deadline)
    throw ProbeFailure(.timeout, "nothing came")
  }
}

extension Module {
  static func fake(
    _ prober: FakeProber, name: String = "fake", timeout: Duration? = nil
  ) -> Module { Module(name: name, prober: prober, timeout: timeout) }
}

extension ProbePlan {
  init(_ targets: [ScheduledTarget]) {
    self.init()
    self.targets = targets
  }
}

/// A schedule on loops of its own, which ends with it.
final class RunningSchedule: Sendable {
  let schedule: ProbeSchedule
  private let loops: [EventLoop]
  /// Targets that found no place.
  let turnedAway = Monitor<Set<String>>([])

  init(
    loops count: Int = 1, limit: Int = 1000, _ plan: ProbePlan,
    now: @escaping @Sendable () -> Double = { WallClock.seconds }
  ) throws {
    loops = try (0..<count).map { _ in try EventLoop.start() }
    let resolver = ProbeResolver()
    schedule = ProbeSchedule(
      loops: loops, limit: limit,
      tools: { ProbeTools(loop: $0, resolver: resolver, rules: $1) },
      complain: { [turnedAway] target in
        turnedAway.update { _ = $0.insert(target.target) }
      }, now: now)
    schedule.adopt(plan)
  }

  deinit {
    schedule.stop()
    for loop in loops { loop.stop() }
  }

  var snapshots: [TargetRecord.Snapshot] { schedule.snapshot.targets }

  /// Waits until the targets are as `isDone` says, half a minute at most.
  func wait(for isDone: ([TargetRecord.Snapshot]) -> Bool) -> Bool {
    let end = Deadline(in: .seconds(30))
    while !end.hasPassed {
      if isDone(snapshots) { return true }
      _ = Monitor(()).wait(until: Deadline(in: .milliseconds(10))) { _ in Bool?.none }
    }
    return false
  }

  /// The text of a scrape.
  var page: String {
    get throws {
      try exposition { metrics in
        for collector in schedule.collectors { try collector.collect(into: &metrics) }
      }
    }
  }
}
