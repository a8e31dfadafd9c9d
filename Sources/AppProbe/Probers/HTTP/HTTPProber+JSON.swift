extension HTTPProber {
  /// The place of CEL expressions over a body of JSON.
  func checkJSON(_ answer: HTTPAnswer, _ probe: Probe) throws(ProbeFailure) {
    guard looksAtJSON else { return }
    probe.report.set(.failedDueToCEL, false)
    throw ProbeFailure(.configuration, "CEL expressions are not built in yet")
  }

  var looksAtJSON: Bool { failsIfJSONMatches != nil || failsIfJSONNotMatches != nil }
}
