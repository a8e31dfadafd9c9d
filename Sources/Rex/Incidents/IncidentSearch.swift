import Shared

/// Finds incidents in the history that Prometheus keeps.
struct IncidentSearch: Sendable {
  let prometheus: Prometheus
  let zone: TimeZone
  /// What is no further apart is one incident, in seconds.
  var gap = 300.0

  /// Before the time asked for, so that what had begun then is seen from its beginning.
  private static let lead = 7200.0

  /// Those that had not ended before the range, in the order in which they began.
  func incidents(in range: Range<Double>) throws(Complaint) -> [Incident] {
    let wide = range.lowerBound - Self.lead..<range.upperBound
    let windows = try Windows(prometheus, in: wide)
    let detection = Detection(zone: zone, gap: gap)
    var incidents: [Incident] = []
    for window in windows.core {
      incidents += detection.incidents(in: try Observations(of: prometheus, in: window))
    }
    let core = incidents
    for window in windows.warnings {
      incidents += detection.warnings(
        in: try Observations(ofAlertsOf: prometheus, in: window), beside: core)
    }
    return incidents.filter { $0.isOpen || $0.end >= range.lowerBound }
      .sorted { ($0.start, $0.id) < ($1.start, $1.id) }
  }

  /// Whether probes of services left anything in a range. Where they did not, that there are no incidents in it
  /// means nothing.
  func wasMeasured(in range: Range<Double>) throws(Complaint) -> Bool {
    let seconds = range.upperBound - range.lowerBound
    let step = max(60, Int(seconds / 10_000))
    let services = Observations.services
    let found = try prometheus.series(
      "count(app_probe_last_success\(services) or probe_success\(services))[\(max(1, Int(seconds)))s:\(step)s]",
      at: range.upperBound)
    return found.contains { !$0.samples.isEmpty }
  }

  /// One of them, and those beside it: to which of them a note belongs depends on the others.
  ///
  /// - Parameter name: Its id, `last`, `open`, or a moment within it.
  func incident(
    _ name: String, now: Double
  ) throws(Complaint) -> (incident: Incident, all: [Incident]) {
    switch name {
    case "last", "open":
      let all = try incidents(in: now - 7 * 86_400..<now)
      let fitting = all.filter { name == "last" || $0.isOpen }
      // Somebody who asks for one means what was felt.
      if let incident = fitting.last(where: { !$0.isWarning }) ?? fitting.last {
        return (incident, all)
      }
      throw Complaint(
        name == "open"
          ? "no incident is open; 'rex incidents' lists those of the last days"
          : "no incident in the last 7 days; 'rex incidents --since 30d' looks further back",
        code: .noIncident)
    default: return try named(name, now)
    }
  }

  private func named(
    _ name: String, _ now: Double
  ) throws(Complaint) -> (incident: Incident, all: [Incident]) {
    let digits = name.hasSuffix("w") ? String(name.dropLast()) : name
    // An id has its hours and minutes together, as in 2026-11-23T1007.
    let time =
      digits.utf8.count == 15 ? digits.prefix(13) + ":" + digits.suffix(2) : digits[...]
    let moment: Double
    do throws(Complaint) {
      moment = try Moment.read(String(time), zone: zone, now: now)
    } catch {
      throw Complaint(
        "'\(OneLine.cut(name))' names no incident: it is last, open, an id such as 2026-11-23T1007 or a time in it; 'rex incidents' lists them",
        code: .noIncident)
    }
    // As long as it seems to be open at the end of what was asked for, it may have ended later.
    for days in [1.0, 8, 60] {
      let end = min(now, moment + days * 86_400)
      guard end > moment - 60 else { break }
      let all = try incidents(in: moment - 60..<max(end, moment))
      let found =
        all.first { $0.id == name }
        ?? all.first { $0.start <= moment && (moment <= $0.end || $0.isOpen) && !$0.isWarning }
        ?? all.first { $0.start <= moment && (moment <= $0.end || $0.isOpen) }
      guard let found else { break }
      if !found.isOpen || end >= now { return (found, all) }
    }
    throw Complaint(
      "no incident '\(OneLine.cut(name))' in Prometheus at \(prometheus.address): 'rex incidents --since 30d' lists them",
      code: .noIncident)
  }
}

extension Observations {
  /// Of alerts alone, which is enough for warnings.
  fileprivate init(
    ofAlertsOf prometheus: Prometheus, in range: Range<Double>
  ) throws(Complaint) {
    self.init(range: range)
    alerts = try prometheus.samples(Self.alerts, in: range)
    alertStates = try prometheus.samples(#"ALERTS_FOR_STATE{severity!="none"}"#, in: range)
    // Whether anything was known at the end.
    signals = try prometheus.samples(
      "up", in: max(range.lowerBound, range.upperBound - 300)..<range.upperBound)
  }
}
