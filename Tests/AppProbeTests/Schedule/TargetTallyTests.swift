import Shared
import Testing

@testable import AppProbe

@Suite struct TargetTallyTests {
  private func result(
    at time: Double, _ reason: FailureReason? = nil, duration: Duration = .milliseconds(30),
    _ fill: (inout ProbeReport) -> Void = { _ in }
  ) -> ProbeResult {
    var report = ProbeReport()
    fill(&report)
    report.failure = reason.map { ProbeFailure($0, "so it is") }
    return ProbeResult(
      target: "a", module: "m", startTime: time, duration: duration, report: report,
      log: ProbeLog())
  }

  @Test func whatEndsIsCountedOnceAndByItsClass() {
    var tally = TargetTally()
    #expect(tally.isUp == nil && tally.lastAttempt == nil && tally.stateSince == nil)
    tally.add(result(at: 10), countsForContract: true)
    tally.add(result(at: 20), countsForContract: false)
    tally.add(result(at: 30, .status), countsForContract: true)
    tally.add(result(at: 40, .timeout), countsForContract: true)
    #expect(tally.successes == 2 && tally.failures == 2)
    #expect(tally.contractSuccesses == 1 && tally.contractFailures == 2)
    #expect(tally.failuresByClass[FailureClass.answer.rawValue] == 1)
    #expect(tally.failuresByClass[FailureClass.timeout.rawValue] == 1)
    #expect(tally.failuresByClass.reduce(0, +) == tally.failures)
    #expect(tally.isUp == false && tally.stateSince == 30)
    #expect(tally.lastAttempt == 40 && tally.lastSuccess == 20)
    tally.add(result(at: 50), countsForContract: false)
    #expect(tally.isUp == true && tally.stateSince == 50)
  }

  @Test(arguments: FailureReason.allCases)
  func everyReasonIsOfAClass(reason: FailureReason) {
    var tally = TargetTally()
    tally.add(result(at: 1, reason), countsForContract: false)
    #expect(tally.failuresByClass.reduce(0, +) == 1)
    #expect(tally.hasAnswered == (reason != .timeout))
  }

  @Test func durationsAreThoseOfSuccesses() {
    var tally = TargetTally()
    tally.add(result(at: 1, duration: .milliseconds(5)), countsForContract: false)
    tally.add(result(at: 2, .refused, duration: .microseconds(100)), countsForContract: false)
    #expect(tally.durations.count == 1)
    #expect(tally.durations.bound(within: 1, TargetTally.bounds) == 0.005)
  }

  @Test func contentChangesWhenASuccessShowsAnother() {
    var tally = TargetTally()
    for (time, hash) in [(1.0, 7 as UInt64?), (2, 7), (3, nil), (4, 8), (5, 8), (6, 7)] {
      tally.add(result(at: time) { $0.contentHash = hash }, countsForContract: false)
    }
    #expect(tally.contentChanges == 2)
    tally.add(result(at: 7, .status) { $0.contentHash = 99 }, countsForContract: false)
    tally.add(result(at: 8) { $0.contentHash = 7 }, countsForContract: false)
    #expect(tally.contentChanges == 2)
  }

  @Test func aCertificateStaysKnownWhileProbesFailBeforeIt() {
    var tally = TargetTally()
    #expect(tally.certificateExpiry == nil)
    tally.add(result(at: 1) { $0.set(.sslEarliestExpiry, 2e9) }, countsForContract: false)
    tally.add(result(at: 2, .timeout), countsForContract: false)
    #expect(tally.certificateExpiry == 2e9)
  }

  @Test func samplesAreInTheOrderOfTheMetrics() {
    var tally = TargetTally()
    tally.add(
      result(at: 1) {
        $0.set(.httpDuration, 1.0, [("phase", "b")])
        $0.set(.success, true)
        $0.set(.httpDuration, 2.0, [("phase", "a")])
      }, countsForContract: false)
    #expect(tally.samples.map(\.source.metric) == [.success, .httpDuration, .httpDuration])
    #expect(tally.samples.map(\.source.value) == [1, 1, 2])
  }
}
