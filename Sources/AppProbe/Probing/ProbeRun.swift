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
    let probe = begin(target, hostname, timeout, tools)
    do throws(ProbeFailure) {
      try await prober.run(probe)
      probe.log.note(.info, "Probe succeeded")
    } catch {
      Self.note(error, in: probe)
    }
    return result(of: probe, startTime, start.duration(to: .now), timeout)
  }

  // Not part of the frame that waits, which there are hundreds of.

  @inline(never)
  private func begin(
    _ target: String, _ hostname: String?, _ timeout: Duration, _ tools: ProbeTools
  ) -> Probe {
    let probe = Probe(
      target: target, hostname: hostname, deadline: Deadline(in: timeout), tools: tools)
    probe.log.note(.info, "Beginning probe", [("probe", type(of: prober).kind)])
    return probe
  }

  @inline(never)
  private static func note(_ failure: ProbeFailure, in probe: Probe) {
    probe.report.failure = failure
    probe.report.set(.failureInfo, 1, [("reason", failure.reason.rawValue)])
    probe.log.note(
      .error, "Probe failed", [("reason", failure.reason.rawValue), ("err", failure.description)])
  }

  @inline(never)
  private func result(
    of probe: Probe, _ startTime: Double, _ duration: Duration, _ timeout: Duration
  ) -> ProbeResult {
    probe.report.set(.success, probe.report.failure == nil)
    probe.report.set(.duration, duration)
    probe.report.set(.timeout, timeout)
    return ProbeResult(
      target: probe.target, module: name, startTime: startTime, duration: duration,
      report: probe.report, log: probe.log)
  }
}
