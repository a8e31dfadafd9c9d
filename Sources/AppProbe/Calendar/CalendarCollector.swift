import Shared

/// Serves whether the contract counts, for how long it has, and until when.
struct CalendarCollector: Collector {
  let name = "calendar"
  /// As the configuration in force has them.
  let calendars: @Sendable () -> [(name: String, calendar: ContractCalendar)]
  /// Seconds since 1970.
  var now: @Sendable () -> Double = { WallClock.seconds }

  func collect(into metrics: inout MetricWriter) throws {
    let now = now()
    let moment = Int(now.rounded(.down))
    let rows = calendars().map { name, calendar in
      (Labels([Label("calendar", name)]), calendar.status(at: moment))
    }
    metrics.family("sla_window_open", .gauge, "Whether the contract counts at the moment.")
    for (labels, status) in rows { metrics.sample(status.isOpen, labels) }
    metrics.family(
      "sla_window_open_seconds", .gauge,
      "How long the contract has counted since the period (day, week or month) began.")
    for (labels, status) in rows { metrics.sample(status.openSeconds, labels) }
    metrics.family(
      "sla_window_planned_seconds", .gauge,
      "How long the contract counts in all of the period, less holidays and maintenance.")
    for (labels, status) in rows { metrics.sample(status.plannedSeconds, labels) }
    metrics.family(
      "sla_window_next_edge_seconds", .gauge,
      "How long until the contract begins to count or ceases to; absent if not within a year.")
    for (labels, status) in rows {
      if let edge = status.nextEdge { metrics.sample(Double(edge) - now, labels) }
    }
    metrics.family(
      "sla_window_period_start_timestamp_seconds", .gauge,
      "When the period began, in seconds since 1970.")
    for (labels, status) in rows { metrics.sample(status.period.lowerBound, labels) }
  }
}
