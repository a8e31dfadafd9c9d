import Shared
import Synchronization
import TestSupport
import Testing

@testable import AppProbe

@Suite(.serialized) struct ProbeScheduleTests {
  private func target(
    _ name: String, _ prober: FakeProber, interval: Duration = .milliseconds(100),
    labels: [(name: String, value: String)] = []
  ) -> ScheduledTarget {
    var target = ScheduledTarget(target: name, module: .fake(prober))
    target.interval = interval
    target.labels = labels
    return target
  }

  @Test func targetsAreProbedAgainAndAgain() throws {
    let running = try RunningSchedule(
      loops: 2,
      ProbePlan([
        target("good", .quick),
        target("bad", FakeProber { _ throws(ProbeFailure) in throw ProbeFailure(.refused, "no") }),
      ]))
    #expect(running.wait { $0[0].tally.successes >= 3 && $0[1].tally.failures >= 3 })
    let (good, bad) = (running.snapshots[0].tally, running.snapshots[1].tally)
    #expect(good.failures == 0 && bad.successes == 0)
    #expect(good.isUp == true && bad.isUp == false)
  }

  @Test func startsAreOnAGridHoweverLongAProbeTakes() throws {
    let starts = Mutex<[ContinuousClock.Instant]>([])
    let slow = FakeProber { probe throws(ProbeFailure) in
      starts.withLock { $0.append(.now) }
      await probe.loop.sleep(until: Deadline(in: .milliseconds(60)))
    }
    let running = try RunningSchedule(ProbePlan([target("slow", slow)]))
    #expect(running.wait { $0[0].tally.successes >= 12 })
    let tally = running.snapshots[0].tally
    let times = starts.withLock { $0 }
    let span = (times[11] - times[0]) / .milliseconds(100)
    // A tenth of a second each; with a drift of 60 ms it would be 17.6. A machine that stands still
    // skips, which is counted.
    let skipped = Double(tally.omissions[TargetTally.Omission.overlap.rawValue])
    #expect(span > 9 && span < 11.9 + skipped + 1, "\(span), skipped \(skipped)")
  }

  @Test func aTargetNeverOverlapsWithItself() throws {
    let running = Atomic(0)
    let mostRunning = Atomic(0)
    let overlong = FakeProber { probe throws(ProbeFailure) in
      let now = running.add(1, ordering: .relaxed).newValue
      if now > 1 { mostRunning.store(now, ordering: .relaxed) }
      // Heeds no deadline.
      await probe.loop.sleep(until: Deadline(in: .milliseconds(250)))
      running.subtract(1, ordering: .relaxed)
    }
    let schedule = try RunningSchedule(ProbePlan([target("overlong", overlong)]))
    #expect(schedule.wait { $0[0].tally.successes >= 3 })
    let omissions = schedule.snapshots[0].tally.omissions
    #expect(mostRunning.load(ordering: .relaxed) == 0)
    // Each passes two starts.
    #expect(omissions[TargetTally.Omission.overlap.rawValue] >= 4)
    #expect(omissions[TargetTally.Omission.limit.rawValue] == 0)
  }

  @Test func aReloadKeepsWhatWasCountedOfWhoStays() throws {
    let stays = target("stays", .quick)
    let running = try RunningSchedule(ProbePlan([target("goes", .quick), stays]))
    #expect(running.wait { $0.allSatisfy { $0.tally.successes >= 2 } })
    let before = running.snapshots[1].tally.successes

    var faster = stays
    faster.interval = .milliseconds(50)
    var plan = ProbePlan([faster, target("comes", .quick)])
    plan.vantage = "outside"
    running.schedule.adopt(plan)
    #expect(running.snapshots.map(\.order.target.target) == ["stays", "comes"])
    #expect(running.snapshots[0].tally.successes >= before)
    #expect(running.snapshots[1].tally.successes <= 1)
    #expect(
      running.wait { $0[0].tally.successes >= before + 3 && $0[1].tally.successes >= 2 })
    let page = try running.page
    #expect(page.contains(#"{target="stays",module="fake",vantage="outside"}"#))
    #expect(!page.contains("goes"))
  }

  @Test func whoIsTakenOutIsProbedNoMore() throws {
    let count = Counter()
    let counting = FakeProber { _ throws(ProbeFailure) in count.increment() }
    let running = try RunningSchedule(ProbePlan([target("a", counting)]))
    #expect(running.wait { $0[0].tally.successes >= 2 })
    running.schedule.adopt(ProbePlan())
    pauseBriefly()
    let after = count.value
    usleepFor(.milliseconds(300))
    #expect(count.value == after)
  }

  @Test func thoseThatHangLeaveRoomForTheOthers() throws {
    let hanging = (0..<20).map { target("hangs\($0)", .hanging) }
    let good = (0..<4).map { target("good\($0)", .quick) }
    let running = try RunningSchedule(limit: 8, ProbePlan(good))
    #expect(running.wait { $0.allSatisfy { $0.tally.successes >= 1 } })
    running.schedule.adopt(ProbePlan(good + hanging))
    #expect(running.wait { $0[..<4].allSatisfy { $0.tally.successes >= 10 } })
    let limit = TargetTally.Omission.limit.rawValue
    #expect(running.snapshots[..<4].allSatisfy { $0.tally.omissions[limit] == 0 })
    #expect(running.snapshots[4...].contains { $0.tally.omissions[limit] > 0 })
    #expect(running.schedule.snapshot.running <= 8)
    let turnedAway = running.turnedAway.read { $0 }
    #expect(!turnedAway.isEmpty && turnedAway.allSatisfy { $0.hasPrefix("hangs") })
  }

  @Test func hoursOfTheContractAreCountedApart() throws {
    // Monday, 1 December 2025, and Tuesday, at noon in UTC.
    let times = (open: 1_764_590_400.0, closed: 1_764_590_400.0 + 86_400)
    let isOpen = Atomic(true)
    var plan = ProbePlan([target("a", .quick)])
    plan.targets[0].calendar = "mondays"
    plan.calendars = [
      (
        "mondays",
        ContractCalendar(
          zone: .utc, windows: [ContractCalendar.Window(days: [0], from: 0, to: 86_400)])
      )
    ]
    let running = try RunningSchedule(plan) {
      isOpen.load(ordering: .relaxed) ? times.open : times.closed
    }
    #expect(running.wait { $0[0].tally.contractSuccesses >= 2 })
    isOpen.store(false, ordering: .relaxed)
    pauseBriefly()
    let before = running.snapshots[0].tally
    #expect(running.wait { $0[0].tally.successes >= before.successes + 3 })
    #expect(running.snapshots[0].tally.contractSuccesses == before.contractSuccesses)
  }

  /// A thousand targets, half of which hang: the others are probed when they should be.
  @Test func fiveHundredThatHangDelayNobody() throws {
    let healthy = (0..<500).map { target("good\($0)", .quick, interval: .seconds(1)) }
    let hanging = (0..<500).map { target("hangs\($0)", .hanging, interval: .seconds(1)) }
    let running = try RunningSchedule(loops: 2, ProbePlan(healthy + hanging))
    #expect(running.wait { $0[..<500].allSatisfy { $0.tally.successes >= 5 } })
    let snapshot = running.schedule.snapshot
    let successes = snapshot.targets[..<500].map(\.tally.successes)
    let skipped = snapshot.targets.map { $0.tally.omissions.reduce(0, +) }.reduce(0, +)
    // All at the same pace: none has fallen behind.
    #expect((successes.max() ?? 0) - (successes.min() ?? 0) <= 2)
    #expect(snapshot.targets[500...].allSatisfy { $0.tally.failures >= 3 })
    let late = snapshot.lateness.bound(within: 0.99, ProbeSchedule.latenessBounds) ?? .infinity
    print(
      "1000 targets, 500 of which hang: 99 % of \(snapshot.lateness.count) starts within \(late) s")
    print("skipped \(skipped)")
    #expect(late <= 1)
  }
}

private func usleepFor(_ span: Duration) {
  _ = Monitor(()).wait(until: Deadline(in: span)) { _ in Bool?.none }
}
