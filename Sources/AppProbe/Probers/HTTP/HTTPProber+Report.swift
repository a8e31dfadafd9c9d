import CCurl
import Shared

extension HTTPProber {
  /// What is served in any case, until more is known.
  func prepare(_ report: inout ProbeReport) {
    report.set(.ipProtocol, 0)
    report.set(.ipAddressHash, 0)
    for metric: ProbeMetric in [
      .httpStatusCode, .httpVersion, .httpSSL, .httpRedirects, .httpContentLength,
      .httpUncompressedBodyLength, .failedDueToRegex,
    ] {
      report.set(metric, 0)
    }
    if looksAtJSON { report.set(.failedDueToCEL, 0) }
  }

  func report(_ answer: HTTPAnswer, in report: inout ProbeReport) {
    if let address = answer.firstAddress {
      report.set(.ipProtocol, address.version.number)
      report.set(.ipAddressHash, address.hash)
    }
    if let lookupTime = answer.lookupTime { report.set(.dnsLookupTime, lookupTime) }
    for (name, span) in answer.phases { report.set(.httpDuration, span, [("phase", name)]) }
    // An answer without TLS has spent no time on it; those who add up the phases ask for all.
    if answer.status != 0, !answer.phases.contains(where: { $0.name == "tls" }) {
      report.set(.httpDuration, Duration.zero, [("phase", "tls")])
    }
    report.set(.httpRedirects, answer.redirects)
    report.set(.httpUncompressedBodyLength, answer.bodyCount)
    answer.tls?.write(into: &report)
    guard answer.status != 0 else { return }
    report.contentHash = answer.bodyHash
    report.set(.httpStatusCode, answer.status)
    report.set(.httpSSL, answer.isTLS)
    report.set(.httpContentLength, answer.contentLength ?? -1)
    if let version = answer.version.flatMap({ Double($0) }) { report.set(.httpVersion, version) }
    if let text = answer.header("Last-Modified") {
      let seconds = unsafe curl_getdate(text, nil)
      if seconds >= 0 { report.set(.httpLastModified, seconds) }
    }
  }
}
