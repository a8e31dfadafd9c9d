import Shared

/// The series that tell of a server and of what the exporter does to it.
struct ServerReport {
  let isUp: Bool
  let hasError: Bool
  let duration: Duration
  let figures: ServerFigures.Counts
  /// Series left out, by collector.
  let truncated: [(collector: String, count: Int)]
  let rights: [NeededRight]
  let patrol: Patrol<DatabaseWatch.Contents>?

  func write(into metrics: inout MetricWriter) {
    metrics.gauge("pg_up", "Whether the server answered a query in this scrape.", isUp)
    metrics.gauge(
      "pg_exporter_last_scrape_duration_seconds", "Time that reading the server took.", duration)
    metrics.gauge(
      "pg_exporter_last_scrape_error", "Whether something could not be read in this scrape.",
      hasError)
    metrics.counter("pg_exporter_scrapes_total", "Scrapes of the server.", figures.scrapes)
    writeConnections(&metrics)
    writeCollectors(&metrics)
    if let patrol { write(patrol, &metrics) }
  }

  private func writeConnections(_ metrics: inout MetricWriter) {
    metrics.gauge(
      "pg_exporter_connections",
      "Connections to the server that the exporter has open, those not let in yet included.",
      figures.openConnections)
    metrics.counter(
      "pg_exporter_connects_total", "Connections to the server that were made.", figures.connects)
    metrics.family(
      "pg_exporter_connection_failures_total", .counter,
      "Attempts to connect to the server that failed, by reason.")
    for reason in DownReason.allCases {
      metrics.sample(figures.failures[reason] ?? 0, [Label("reason", reason.rawValue)])
    }
    metrics.counter(
      "pg_exporter_statements_total",
      "Statements that were sent to the server, those that change settings included.",
      figures.statements)
    metrics.counter(
      "pg_exporter_round_trips_total",
      "How many times statements were sent and their answers waited for.", figures.roundTrips)
  }

  private func writeCollectors(_ metrics: inout MetricWriter) {
    metrics.family(
      "pg_scrape_collector_truncated", .gauge,
      """
      Series that were left out since there were more than --collector.series-limit; at least so \
      many when it is first seen.
      """)
    for (collector, count) in truncated { metrics.sample(count, [Label("collector", collector)]) }
    metrics.family(
      "pg_scrape_collector_missing_right", .gauge,
      "Whether the role lacks a right, without which the collector's values are incomplete.")
    for need in rights {
      metrics.sample(
        need.isMissing, [Label("collector", need.collector), Label("right", need.right)])
    }
  }

  private func write(
    _ patrol: Patrol<DatabaseWatch.Contents>, _ metrics: inout MetricWriter
  ) {
    let kept = patrol.kept
    let failed = patrol.failed
    metrics.family(
      "pg_exporter_databases", .gauge,
      "Databases beside the connected one, by whether they were read.")
    metrics.sample(kept.count, [Label("state", "read")])
    metrics.sample(patrol.count - kept.count - failed.count, [Label("state", "unread")])
    metrics.sample(failed.count, [Label("state", "down")])
    metrics.family(
      "pg_exporter_database_up", .gauge, "Whether the database could be read when last tried.")
    for (name, _) in kept { metrics.sample(true, [Label("datname", name)]) }
    for name in failed { metrics.sample(false, [Label("datname", name)]) }
    metrics.family(
      "pg_exporter_database_age_seconds", .gauge,
      "Seconds since what is served of the database was read.")
    let now = ContinuousClock.now
    for (name, kept) in kept {
      metrics.sample(kept.readAt.duration(to: now), [Label("datname", name)])
    }
  }
}
