import Shared

/// Writes what was counted of the schedule's targets, family by family.
struct ScheduledTargets {
  private static let results = (
    success: Labels([Label("result", "success")]), failure: Labels([Label("result", "failure")])
  )
  private static let classes = FailureClass.allCases.map { Labels([Label("class", "\($0)")]) }
  private static let omissions = TargetTally.Omission.allCases.map {
    Labels([Label("reason", "\($0)")])
  }

  private let targets: [TargetRecord.Snapshot]

  init(_ targets: [TargetRecord.Snapshot]) { self.targets = targets }

  func write(into metrics: inout MetricWriter) {
    writeCounters(into: &metrics)
    metrics.family(
      "app_probe_duration_seconds", .histogram,
      "How long probes took that succeeded; a share of all attempts is an SLO of latency.")
    for target in targets {
      metrics.histogram(target.tally.durations, TargetTally.bounds, target.order.labels)
    }
    writeStates(into: &metrics)
  }

  private func writeCounters(into metrics: inout MetricWriter) {
    metrics.family("app_probe_attempts_total", .counter, "Probes that ended, by how.")
    for target in targets {
      metrics.sample(target.tally.successes, target.order.labels, Self.results.success)
      metrics.sample(target.tally.failures, target.order.labels, Self.results.failure)
    }
    metrics.family(
      "app_probe_contract_attempts_total", .counter,
      "Probes that ended, by how, of those that began in the hours of the target's calendar.")
    for target in targets {
      guard let calendar = target.order.target.calendar else { continue }
      for (count, result) in [
        (target.tally.contractSuccesses, "success"), (target.tally.contractFailures, "failure"),
      ] {
        metrics.sample(
          count, target.order.labels,
          Labels(pairs: [("calendar", calendar), ("result", result)]))
      }
    }
    metrics.family(
      "app_probe_failures_total", .counter,
      "Probes that failed, by the kind of failure; probe_failure_info says more of the last.")
    for target in targets {
      for (count, label) in zip(target.tally.failuresByClass, Self.classes) {
        metrics.sample(count, target.order.labels, label)
      }
    }
    metrics.family(
      "app_probe_skipped_total", .counter,
      "Probes that were not made: the one before had not ended, or too many others ran.")
    for target in targets {
      for (count, label) in zip(target.tally.omissions, Self.omissions) {
        metrics.sample(count, target.order.labels, label)
      }
    }
    metrics.family(
      "app_probe_content_changes_total", .counter,
      "How often what a successful probe was shown was not what the one before was shown.")
    for target in targets where target.tally.contentHash != nil {
      metrics.sample(target.tally.contentChanges, target.order.labels)
    }
  }

  private func writeStates(into metrics: inout MetricWriter) {
    metrics.family("app_probe_interval_seconds", .gauge, "How often the target is to be probed.")
    for target in targets { metrics.sample(target.order.target.interval, target.order.labels) }
    metrics.family(
      "app_probe_last_success", .gauge,
      "Whether the last probe succeeded; absent before the first.")
    for target in targets {
      if let isUp = target.tally.isUp { metrics.sample(isUp, target.order.labels) }
    }
    write(
      "app_probe_last_attempt_timestamp_seconds",
      "When the last probe that ended began, in seconds since 1970.", \.lastAttempt, into: &metrics)
    write(
      "app_probe_last_success_timestamp_seconds",
      "When the last probe that succeeded began, in seconds since 1970; absent before the first.",
      \.lastSuccess, into: &metrics)
    write(
      "app_probe_state_since_timestamp_seconds",
      "When the first probe began that ended as all since have, in seconds since 1970.",
      \.stateSince, into: &metrics)
    write(
      "app_probe_certificate_expiry_timestamp_seconds",
      "When the first of the certificates last shown expires, in seconds since 1970; it stays while "
        + "probes fail before one is shown.",
      \.certificateExpiry, into: &metrics)
  }

  private func write(
    _ name: String, _ help: String, _ value: KeyPath<TargetTally, Double?>,
    into metrics: inout MetricWriter
  ) {
    metrics.family(name, .gauge, help)
    for target in targets {
      if let value = target.tally[keyPath: value] { metrics.sample(value, target.order.labels) }
    }
  }
}
