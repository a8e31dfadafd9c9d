import CCurl
import Shared

extension HTTPProber {
  /// Looks at what was answered, the most telling first.
  func check(_ answer: HTTPAnswer, _ probe: Probe) throws(ProbeFailure) {
    // An answer that says itself that it is bad needs no body to be known for that.
    if let failure = answer.failure {
      let isOfBody = [.body, .size, .timeout, .reset, .protocol].contains(failure.reason)
      guard isOfBody, answer.status != 0 else { throw failure }
      try checkStatus(answer)
      throw failure
    }
    try checkStatus(answer)
    try checkTLS(answer)
    try checkVersion(answer)
    try checkHeaders(answer, probe)
    try checkBody(answer, probe)
    try checkJSON(answer, probe)
  }

  private func checkStatus(_ answer: HTTPAnswer) throws(ProbeFailure) {
    if acceptsAnyStatus { return }
    let isValid =
      validStatusCodes.isEmpty
      ? (200..<300).contains(answer.status) : validStatusCodes.contains(answer.status)
    guard isValid else {
      let wanted =
        validStatusCodes.isEmpty
        ? "2xx" : validStatusCodes.map(String.init).joined(separator: ", ")
      throw ProbeFailure(.status, "the status is \(answer.status), not \(wanted)")
    }
  }

  private func checkTLS(_ answer: HTTPAnswer) throws(ProbeFailure) {
    if failsIfTLS, answer.isTLS {
      throw ProbeFailure(.ssl, "the last answer came over TLS, which it should not")
    }
    if failsIfNotTLS, !answer.isTLS {
      throw ProbeFailure(.ssl, "the last answer did not come over TLS, which it should")
    }
  }

  private func checkVersion(_ answer: HTTPAnswer) throws(ProbeFailure) {
    guard !validVersions.isEmpty, let version = answer.version else { return }
    // HTTP/2 has no minor version, which the configuration gives it nevertheless.
    let name = version.contains(".") ? "HTTP/\(version)" : "HTTP/\(version).0"
    guard validVersions.contains(name) else {
      let wanted = validVersions.joined(separator: ", ")
      throw ProbeFailure(.version, OneLine.of("it answers by \(name), not by \(wanted)") { $0 })
    }
  }

  private func checkHeaders(_ answer: HTTPAnswer, _ probe: Probe) throws(ProbeFailure) {
    for (rules, mustMatch) in [(failsIfHeaderMatches, false), (failsIfHeaderNotMatches, true)] {
      for rule in rules {
        let values = answer.headers.filter { $0.name.isEqualIgnoringCase(rule.name) }
        if values.isEmpty {
          if rule.allowsMissing { continue }
          try fail(.header, "there is no header \(rule.name)", probe)
        }
        let matches = values.contains { rule.pattern.matches($0.value) }
        if matches != mustMatch {
          let words = mustMatch ? "does not match" : "matches"
          try fail(.header, "the header \(rule.name) \(words) '\(rule.pattern.text)'", probe)
        }
      }
    }
  }

  private func checkBody(_ answer: HTTPAnswer, _ probe: Probe) throws(ProbeFailure) {
    let body = answer.body
    for pattern in failsIfBodyMatches where pattern.matches(body.span) {
      try fail(.body, "the body matches '\(pattern.text)'", probe)
    }
    for pattern in failsIfBodyNotMatches where !pattern.matches(body.span) {
      try fail(.body, "the body does not match '\(pattern.text)'", probe)
    }
  }

  private func fail(
    _ reason: FailureReason, _ words: String, _ probe: Probe
  ) throws(ProbeFailure) {
    probe.report.set(.failedDueToRegex, true)
    throw ProbeFailure(reason, OneLine.of(words) { $0 })
  }
}
