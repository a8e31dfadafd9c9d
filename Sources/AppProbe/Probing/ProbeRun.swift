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
    let probe = begin(target, hostname: hostname, within: limit, tools)
    await probe.run(by: prober)
    return result(of: probe)
  }

  // What comes before and after is not part of the frame that waits, which there are hundreds of.

  @inline(never)
  func begin(
    _ target: String, hostname: String?, within limit: Duration, _ tools: ProbeTools
  ) -> Probe {
    let timeout = min(timeout ?? limit, limit)
    let probe = Probe(
      target: target, hostname: hostname, deadline: Deadline(in: timeout), tools: tools)
    probe.report.set(.timeout, timeout)
    probe.log.note(.info, "Beginning probe", [("probe", type(of: prober).kind)])
    return probe
  }

  @inline(never)
  func result(of probe: Probe) -> ProbeResult {
    let duration = probe.start.duration(to: .now)
    probe.report.set(.success, probe.report.failure == nil)
    probe.report.set(.duration, duration)
    return ProbeResult(
      target: probe.target, module: name, startTime: probe.startTime, duration: duration,
      report: probe.report, log: probe.log)
  }
}

extension Probe {
  func run(by prober: any Prober) async {
    do throws(ProbeFailure) {
      try await prober.run(self)
      log.note(.info, "Probe succeeded")
    } catch {
      note(error)
    }
  }

  @inline(never)
  private func note(_ failure: ProbeFailure) {
    report.failure = failure
    report.set(.failureInfo, 1, [("reason", failure.reason.rawValue)])
    log.note(
      .error, "Probe failed", [("reason", failure.reason.rawValue), ("err", failure.description)])
  }
}
