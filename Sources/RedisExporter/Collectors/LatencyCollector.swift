import Shared

/// The latest latency spikes, from `LATENCY LATEST`.
struct LatencyCollector: RedisCollector {
  let name = "latency"

  private static let last = FamilyHeader(
    "redis_latency_spike_last", .gauge,
    "When latency last spiked for an event, in seconds since 1970.")
  private static let duration = FamilyHeader(
    "redis_latency_spike_duration_seconds", .gauge, "How long the last latency spike was.")

  func commands(for server: ServerInfo) -> [Command] {
    server.mode == .sentinel ? [] : [Command("LATENCY", "LATEST")]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard answers.count > 0 else { return }
    // Each is a name, when it was, its milliseconds and those of the longest.
    let events = try answers.reply().elements.filter { $0.count >= 3 }
    var labels = LabelTable(["event_name"], rows: events.count)
    for event in events { labels.append(event[0].bytes.label) }
    metrics.samples(Self.last, labels) { NumberText(events[$0][1]) }
    metrics.samples(Self.duration, labels) {
      events[$0][2].integer.flatMap { NumberText("\($0)".utf8.span, dividedByTenToThe: 3) }
    }
  }
}
