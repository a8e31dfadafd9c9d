import Glibc
import Shared
import TestSupport
import Testing

@testable import AppProbe

@Suite struct ScheduleCollectorTests {
  private func result(
    _ reason: FailureReason? = nil, at time: Double, _ fill: (inout ProbeReport) -> Void
  ) -> ProbeResult {
    var report = ProbeReport()
    fill(&report)
    report.failure = reason.map { ProbeFailure($0, "so it is") }
    return ProbeResult(
      target: "a", module: "m", startTime: time, duration: .milliseconds(30), report: report,
      log: ProbeLog())
  }

  private func record(_ target: ScheduledTarget, vantage: String? = nil) -> TargetRecord {
    var plan = ProbePlan()
    plan.vantage = vantage
    return TargetRecord(TargetRecord.Order(target, plan))
  }

  private func page(_ records: [TargetRecord]) -> String {
    exposition { metrics in
      ScheduledTargets(records.map(\.snapshot)).write(into: &metrics)
      ScheduledProbes(records.map(\.snapshot)).write(into: &metrics)
    }
  }

  @Test func aTargetsCountersAreThereBeforeItsFirstProbe() {
    var target = ScheduledTarget(target: "http://a/", module: .fake(.quick, name: "m"))
    target.calendar = "contract"
    let page = page([record(target, vantage: "inside")])
    let labels = #"target="http://a/",module="m",vantage="inside""#
    #expect(
      samples(page).filter { !$0.contains("_bucket") } == [
        "app_probe_attempts_total{\(labels),result=\"success\"} 0",
        "app_probe_attempts_total{\(labels),result=\"failure\"} 0",
        "app_probe_contract_attempts_total{\(labels),calendar=\"contract\",result=\"success\"} 0",
        "app_probe_contract_attempts_total{\(labels),calendar=\"contract\",result=\"failure\"} 0",
        "app_probe_failures_total{\(labels),class=\"timeout\"} 0",
        "app_probe_failures_total{\(labels),class=\"network\"} 0",
        "app_probe_failures_total{\(labels),class=\"dns\"} 0",
        "app_probe_failures_total{\(labels),class=\"tls\"} 0",
        "app_probe_failures_total{\(labels),class=\"answer\"} 0",
        "app_probe_failures_total{\(labels),class=\"local\"} 0",
        "app_probe_skipped_total{\(labels),reason=\"overlap\"} 0",
        "app_probe_skipped_total{\(labels),reason=\"limit\"} 0",
        "app_probe_duration_seconds_sum{\(labels)} 0",
        "app_probe_duration_seconds_count{\(labels)} 0",
        "app_probe_interval_seconds{\(labels)} 15",
      ])
    #expect(samples(page).filter { $0.contains("_bucket") }.count == 12)
  }

  @Test func whatEachProbeFoundIsServedFamilyByFamily() {
    var labelled = ScheduledTarget(target: "b:1", module: .fake(.quick, name: "m"))
    labelled.labels = [("reply", "mine"), ("service", "vote")]
    let first = record(ScheduledTarget(target: "a:1", module: .fake(.quick, name: "m")))
    let second = record(labelled)
    first.add(
      result(at: 1000) {
        $0.set(.success, true)
        $0.set(.sslEarliestExpiry, 2_000_000_000)
        $0.contentHash = 1
      }, countsForContract: false)
    second.add(
      result(.status, at: 1000.5) {
        $0.set(.success, false)
        $0.set(.failureInfo, 1, [("reason", "status")])
        $0.set(.httpDuration, 0.5, [("phase", "connect")])
        $0.set(.expectInfo, 1, [("reply", "220 \"hello\"")])
      }, countsForContract: false)
    let found = samples(page([first, second]))
    let a = #"target="a:1",module="m""#
    let b = #"target="b:1",module="m",reply="mine",service="vote""#
    #expect(
      found.filter { $0.hasPrefix("probe_") } == [
        "probe_success{\(a)} 1",
        "probe_success{\(b)} 0",
        "probe_failure_info{\(b),reason=\"status\"} 1",
        "probe_http_duration_seconds{\(b),phase=\"connect\"} 0.5",
        "probe_expect_info{\(b),exported_reply=\"220 \\\"hello\\\"\"} 1",
        "probe_ssl_earliest_cert_expiry{\(a)} 2000000000",
      ])
    #expect(
      found.filter { $0.contains("last_") || $0.contains("since") || $0.contains("expiry_") } == [
        "app_probe_last_success{\(a)} 1",
        "app_probe_last_success{\(b)} 0",
        "app_probe_last_attempt_timestamp_seconds{\(a)} 1000",
        "app_probe_last_attempt_timestamp_seconds{\(b)} 1000.5",
        "app_probe_last_success_timestamp_seconds{\(a)} 1000",
        "app_probe_state_since_timestamp_seconds{\(a)} 1000",
        "app_probe_state_since_timestamp_seconds{\(b)} 1000.5",
        "app_probe_certificate_expiry_timestamp_seconds{\(a)} 2000000000",
      ])
    #expect(found.contains("app_probe_content_changes_total{\(a)} 0"))
    #expect(found.contains("app_probe_duration_seconds_bucket{\(a),le=\"0.025\"} 0"))
    #expect(found.contains("app_probe_duration_seconds_bucket{\(a),le=\"0.05\"} 1"))
    #expect(found.contains("app_probe_duration_seconds_bucket{\(b),le=\"+Inf\"} 0"))
  }

  @Test func labelsOfTheNextProbeAreNotThoseOfTheLast() {
    let record = record(ScheduledTarget(target: "a", module: .fake(.quick, name: "m")))
    for reason in ["status", "body", "body"] {
      record.add(
        result(.status, at: 1) { $0.set(.failureInfo, 1, [("reason", reason)]) },
        countsForContract: false)
      let page = samples(page([record])).filter { $0.hasPrefix("probe_") }
      #expect(page == [#"probe_failure_info{target="a",module="m",reason="\#(reason)"} 1"#])
    }
  }

  @Test func theScheduleItselfIsServedWithoutTargets() throws {
    var plan = ProbePlan()
    plan.vantage = "inside"
    let running = try RunningSchedule(plan)
    let found = samples(try running.page)
    #expect(found.first == #"app_probe_targets{vantage="inside"} 0"#)
    #expect(found.contains(#"app_probe_running{vantage="inside"} 0"#))
    #expect(found.contains(#"app_probe_lateness_seconds_count{vantage="inside"} 0"#))
  }

  @Test func aPageOfAThousandTargetsIsWrittenQuickly() {
    let records = (0..<1000).map { number -> TargetRecord in
      var target = ScheduledTarget(
        target: "http://10.0.0.\(number % 250):\(number)/", module: .fake(.quick, name: "http_vote")
      )
      target.labels = [("service", "vote")]
      let record = record(target, vantage: "inside")
      record.add(
        result(at: 1_764_590_400.25) {
          for metric in ProbeMetric.allCases.prefix(16) { $0.set(metric, 0.123) }
          for phase in ["resolve", "connect", "tls", "processing", "transfer"] {
            $0.set(.httpDuration, 0.0123, [("phase", phase)])
          }
        }, countsForContract: false)
      return record
    }
    // Of this thread alone: others may be using the machine.
    func cpuTime() -> Double {
      var time = timespec()
      unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    var best = 60.0
    var count = 0
    for _ in 0..<5 {
      var metrics = MetricWriter()
      let start = cpuTime()
      ScheduledTargets(records.map(\.snapshot)).write(into: &metrics)
      ScheduledProbes(records.map(\.snapshot)).write(into: &metrics)
      best = min(best, cpuTime() - start)
      count = metrics.written.bytes.count { $0 == UInt8(ascii: "\n") }
    }
    print("1000 targets: \(count) lines in \(best * 1000) ms of CPU")
    #expect(count > 40_000)
    #expect(best < 2)
  }
}
