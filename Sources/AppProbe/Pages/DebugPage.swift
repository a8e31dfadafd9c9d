import Shared

/// What happened in a probe, for people: its log, its metrics, and its module.
enum DebugPage {
  /// The headings are blackbox_exporter's, which scripts look for.
  static func text(_ result: ProbeResult, _ settings: Setting) -> String {
    var metrics = MetricWriter()
    result.report.write(into: &metrics)
    return """
      Logs for the probe:
      \(lines(of: result).map { $0 + "\n" }.joined())


      Metrics that would have been returned:
      \(String(decoding: metrics.written.bytes, as: UTF8.self))


      Module configuration:
      \(settings.yaml)
      """
  }

  private static func lines(of result: ProbeResult) -> [String] {
    let target = RedactedURL.text(of: result.target)
    return result.log.lines.map { line in
      let time = result.startTime + line.time / .seconds(1)
      let fields =
        [
          ("ts", LogLine.time(time)), ("level", line.level.rawValue), ("msg", "\(line.message)"),
          ("module", result.module), ("target", target),
        ] + line.details.map { ("\($0.name)", $0.value) }
      return LogLine.logfmt(fields)
    }
  }
}
