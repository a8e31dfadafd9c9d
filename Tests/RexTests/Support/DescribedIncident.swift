/// A Monday of the contract, made up: at 10:07:10 in Paris PostgreSQL goes, at 10:07:12 the vote page, which is
/// back at 10:19:40.
enum DescribedIncident {
  /// 2026-11-23 10:00:00 in Paris.
  static let opens = 1_795_424_400.0

  /// A time of that hour, in minutes and seconds.
  static func at(_ minute: Double, _ second: Double) -> Double { opens + minute * 60 + second }

  /// From five minutes before the contract counts.
  private static let range = at(-5, 0)...at(40, 0)
  /// Seconds from scrape to scrape.
  static let interval = 5.0

  /// A probe that fails from one moment to another.
  private struct Probe {
    let service: String
    let interval: Double
    var failing: Range<Double>?

    func isFailing(_ moment: Double) -> Bool { failing?.contains(moment) ?? false }
  }

  private static let probes = [
    Probe(service: "vote", interval: 2, failing: at(7, 12)..<at(19, 40)),
    Probe(service: "result", interval: 2),
    Probe(service: "journey", interval: 5, failing: at(7, 15)..<at(19, 35)),
  ]

  private static let alerts: [(labels: String, since: Double, fires: Range<Double>)] = [
    (
      #"alertname="PostgresDown",severity="critical",kind="cause",service="postgres",server="database""#,
      at(7, 11), at(7, 21)..<at(18, 37)
    ),
    (
      #"alertname="PageDown",severity="critical",kind="symptom",service="vote""#, at(7, 18),
      at(7, 18)..<at(19, 44)
    ),
    (
      #"alertname="ServiceUnavailable",severity="info",kind="symptom",service="vote",audience="client""#,
      at(7, 18), at(7, 18)..<at(19, 44)
    ),
    (
      #"alertname="JourneyBroken",severity="critical",kind="symptom",service="journey",step="counted""#,
      at(7, 26), at(7, 26)..<at(19, 40)
    ),
    (
      #"alertname="PostgresRestarted",severity="warning",kind="cause",service="postgres",server="database""#,
      at(18, 45), at(18, 45)..<at(23, 45)
    ),
    (
      #"alertname="Watchdog",severity="none",kind="meta",service="monitoring""#, range.lowerBound,
      range.lowerBound..<range.upperBound
    ),
  ]

  /// As promtool reads it.
  static var openMetrics: String {
    var text = ""
    func family(_ name: String, _ type: String) { text += "# TYPE \(name) \(type)\n" }
    func samples(
      _ series: String, from: Double = 0, _ value: (Double) -> Double?
    ) {
      var moment = range.lowerBound + from
      while moment <= range.upperBound {
        if let value = value(moment) { text += "\(series) \(value) \(moment)\n" }
        moment += interval
      }
    }
    func labels(_ probe: Probe) -> String {
      #"service="\#(probe.service)",target="http://\#(probe.service)/",module="page",vantage="inside",instance="monitoring:9115",job="probe""#
    }
    family("ALERTS", "gauge")
    for alert in alerts {
      samples("ALERTS{\(alert.labels),alertstate=\"firing\"}", from: 1) {
        alert.fires.contains($0) ? 1 : nil
      }
      samples("ALERTS{\(alert.labels),alertstate=\"pending\"}", from: 1) {
        (alert.since..<alert.fires.lowerBound).contains($0) ? 1 : nil
      }
    }
    family("ALERTS_FOR_STATE", "gauge")
    for alert in alerts {
      samples("ALERTS_FOR_STATE{\(alert.labels)}", from: 1) {
        (alert.since..<alert.fires.upperBound).contains($0) ? alert.since : nil
      }
    }
    family("app_probe_attempts", "counter")
    for probe in probes {
      for (result, failed) in [("success", false), ("failure", true)] {
        var count = 0.0
        var next = range.lowerBound
        samples("app_probe_attempts_total{\(labels(probe)),result=\"\(result)\"}", from: 3) {
          while next <= $0 {
            if probe.isFailing(next) == failed { count += 1 }
            next += probe.interval
          }
          return count
        }
      }
    }
    family("app_probe_last_success", "gauge")
    for probe in probes {
      samples("app_probe_last_success{\(labels(probe))}", from: 3) { probe.isFailing($0) ? 0 : 1 }
    }
    family("app_probe_state_since_timestamp_seconds", "gauge")
    for probe in probes {
      samples("app_probe_state_since_timestamp_seconds{\(labels(probe))}", from: 3) { moment in
        guard let failing = probe.failing, moment >= failing.lowerBound else {
          return range.lowerBound
        }
        return failing.contains(moment) ? failing.lowerBound : failing.upperBound
      }
    }
    family("pg_up", "gauge")
    samples(#"pg_up{server="database",instance="database:9187",job="postgres"}"#) {
      (at(7, 8)..<at(18, 32)).contains($0) ? 0 : 1
    }
    family("sla_window_open", "gauge")
    samples(#"sla_window_open{calendar="contract"}"#, from: 3) { $0 >= opens ? 1 : 0 }
    family("slo:budget:minutes30d", "gauge")
    samples(#"slo:budget:minutes30d{service="vote"}"#) { _ in 38.4 }
    family("slo:downtime:minutes30d", "gauge")
    samples(#"slo:downtime:minutes30d{service="vote"}"#) { _ in 12.4 }
    return text + "# EOF\n"
  }

  /// As the inbox keeps them.
  static let notices = """
    [
      {"at": \(at(7, 25)), "by": "e-mail", "to": "client", "status": "firing", "subject": "The vote page is not available", "alerts": []},
      {"at": \(at(7, 26)), "by": "e-mail", "to": "on-call", "status": "firing", "subject": "PostgresDown", "alerts": []},
      {"at": "2026-11-23T09:19:50Z", "by": "e-mail", "to": "client", "status": "resolved", "subject": "Available again", "alerts": []},
      {"at": \(at(19, 52)), "by": "e-mail", "to": "on-call", "status": "resolved", "subject": "PostgresDown", "alerts": []},
      {"at": \(at(7, 30)), "by": "e-mail", "to": "ticket", "status": "firing", "subject": "[FIRING:1] Watchdog", "alerts": []}
    ]
    """

  static let journal = """
    {"at":"2026-11-23T09:08:00Z","by":"ana","kind":"ack","text":""}
    {"at":"2026-11-23T09:11:00Z","by":"ana","kind":"wrong-path","text":"it is not the network"}
    {"at":"2026-11-23T09:14:00Z","by":"ana","kind":"escalate","text":"database team"}
    {"at":"2026-11-23T09:18:20Z","by":"bob","kind":"note","text":"started PostgreSQL again"}
    {"at":"2026-11-23T09:1
    """
}
