import Shared

/// The series that tell of a server and of what the exporter does to it.
struct ServerReport {
  let isUp: Bool
  let failure: RedisError?
  let duration: Duration
  let counts: ServerFigures.Counts
  /// Whether keys are put into groups, whose own time is then told with them.
  let hasKeyGroups: Bool

  func exposition(_ labels: Labels) -> Exposition {
    var metrics = MetricWriter(labels: labels)
    write(into: &metrics)
    return metrics.finish()
  }

  private func write(into metrics: inout MetricWriter) {
    metrics.gauge("redis_up", "Whether the server answered INFO in this scrape.", isUp)
    metrics.family(
      "redis_exporter_last_scrape_error", .gauge,
      "Whether something could not be read in this scrape, and for what kind of reason.")
    metrics.sample(failure != nil, [Label("err", failure?.reason.rawValue ?? "")])
    metrics.gauge(
      "redis_exporter_last_scrape_duration_seconds", "Time that reading the server took.", duration)
    if let time = counts.connectTime {
      metrics.gauge(
        "redis_exporter_last_scrape_connect_time_seconds",
        "Time that connecting to the server took when it was last done; the connection is kept.",
        time)
    }
    if let time = counts.pingTime {
      metrics.gauge(
        "redis_exporter_last_scrape_ping_time_seconds",
        "Time from logging in to the answer to a ping when it was last done.", time)
    }
    metrics.counter("redis_exporter_scrapes_total", "Scrapes of the server.", counts.scrapes)
    metrics.family(
      "redis_exporter_scrape_duration_seconds", .summary, "Time that scrapes of the server took.")
    metrics.summary(quantiles: [], sum: counts.scrapeSeconds, count: counts.scrapes)
    metrics.gauge(
      "redis_exporter_connections", "Connections to the server that are open.", counts.isConnected)
    metrics.counter(
      "redis_exporter_connects_total", "Connections to the server that were made.", counts.connects)
    metrics.family(
      "redis_exporter_connection_failures_total", .counter,
      "Times that the server could not be reached or its answer not be used, by reason.")
    for reason in DownReason.allCases {
      metrics.sample(counts.failures[reason] ?? 0, [Label("reason", reason.rawValue)])
    }
    if isUp, !hasKeyGroups {
      metrics.gauge(
        "redis_last_key_groups_scrape_duration_milliseconds",
        "Time that grouping keys took: none, as no groups are asked for.", 0)
    }
    metrics.counter(
      "redis_exporter_commands_total", "Commands that were sent to the server.", counts.commands)
    metrics.counter(
      "redis_exporter_round_trips_total",
      "How many times commands were sent and their replies waited for.", counts.roundTrips)
  }
}
