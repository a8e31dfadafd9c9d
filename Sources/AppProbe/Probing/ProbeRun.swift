import Shared

/// How a probe ended.
struct ProbeResult: Sendable {
  let target: String
  let module: String
  /// Seconds since 1970 when it began.
  let startTime: Double
  let duration: Duration
  let report: ProbeReport
  let log: ProbeLog

  var isSuccess: Bool { report.failure == nil }
}

extension Module {
  /// Probes a target, on the loop.
  ///
  /// - Parameter limit: How long it may take, where the module does not say less.
  func probe(
    _ target: String, hostname: String? = nil, within limit: Duration, _ tools: ProbeTools
  ) async -> ProbeResult {
    let startTime = WallClock.seconds
    let start = ContinuousClock.now
    let timeout = min(timeout ?? limit, limit)
    let probe = Probe(
      target: target, hostname: hostname, deadline: Deadline(in: timeout), tools: tools)
    probe.log.note(.info, "Beginning probe", [("probe", type(of: prober).kind)])
    do throws(ProbeFailure) {
      try await prober.run(probe)
      probe.log.note(.info, "Probe succeeded")
    } catch {
      probe.report.failure = error
      probe.report.set(.failureInfo, 1, [("reason", error.reason.rawValue)])
      probe.log.note(
        .error, "Probe failed", [("reason", error.reason.rawValue), ("err", error.description)])
    }
    let duration = start.duration(to: .now)
    probe.report.set(.success, probe.report.failure == nil)
    probe.report.set(.duration, duration)
    probe.report.set(.timeout, timeout)
    return ProbeResult(
      target: target, module: name, startTime: startTime, duration: duration, report: probe.report,
      log: probe.log)
  }
}
