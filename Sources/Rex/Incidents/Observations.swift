/// What Prometheus has of a stretch of time, as it was stored.
struct Observations: Sendable {
  /// What was asked for.
  var range: Range<Double>
  /// `ALERTS`, firing and pending.
  var alerts: [Series] = []
  /// `ALERTS_FOR_STATE`: since when conditions held.
  var alertStates: [Series] = []
  /// Whether probes of services succeeded: `app_probe_last_success`, or else `probe_success`.
  var success: [Series] = []
  /// `app_probe_state_since_timestamp_seconds`: since when they have.
  var since: [Series] = []
  /// `app_probe_attempts_total`.
  var attempts: [Series] = []
  /// What is 0 when a part is down: `up`, `pg_up`, `redis_up`, containers that should run, pings.
  var signals: [Series] = []
  /// `sla_window_open`.
  var contract: [Series] = []

  /// The last moment of which anything is known.
  var knownUntil: Double? {
    (alerts + success + signals + contract).compactMap { $0.samples.last?.at }.max()
  }
}

extension Observations {
  /// Since when probes of each target have ended as the last one did.
  var sinceByTarget: [[String]: Series] {
    Dictionary(since.map { (Self.target($0), $0) }) { first, _ in first }
  }

  /// What tells one target from others, and from where it is probed.
  static func target(_ series: Series, withVantage: Bool = true) -> [String] {
    (["service", "target", "module"] + (withVantage ? ["instance", "vantage"] : []))
      .map { series[$0] }
  }

  /// Asks Prometheus for all of it.
  init(of prometheus: Prometheus, in range: Range<Double>) throws(Complaint) {
    self.init(range: range)
    alerts = try prometheus.samples(Self.alerts, in: range)
    alertStates = try prometheus.samples(#"ALERTS_FOR_STATE{severity!="none"}"#, in: range)
    success = try prometheus.samples("app_probe_last_success" + Self.services, in: range)
    let known = Set(success.map { $0["service"] })
    success += try prometheus.samples("probe_success" + Self.services, in: range)
      .filter { !known.contains($0["service"]) }
    since = try prometheus.samples("app_probe_state_since_timestamp_seconds", in: range)
    attempts = try prometheus.samples("app_probe_attempts_total" + Self.services, in: range)
    for selector in Self.signals { signals += try prometheus.samples(selector, in: range) }
    contract = try prometheus.samples("sla_window_open", in: range)
  }

  /// Services that users have; `ping` is a way to see servers.
  static let services = #"{service=~".+",service!="ping"}"#
  static let alerts = #"ALERTS{severity!="none"}"#
  private static let signals = [
    "up", "pg_up", "redis_up", #"docker_container_running{expected="true"}"#,
    #"probe_success{service="ping"}"#,
  ]
}
