import Shared

/// How long commands took, as histograms, from `LATENCY HISTOGRAM` of Redis 7.0.
///
/// The sums are not in it: they are taken from the commands' statistics in `INFO`.
struct LatencyHistogramCollector: RedisCollector {
  let name = "latency_histogram"

  private static let header = FamilyHeader(
    "redis_commands_latencies_usec", .histogram, "Microseconds that a command took.")

  func commands(for server: ServerInfo) -> [Command] {
    guard server.version >= "7.0.0", server.mode != .sentinel else { return [] }
    return [Command("LATENCY", "HISTOGRAM")]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard answers.count > 0 else { return }
    let reply = try answers.reply()
    let totals = CommandTotals(answers.info)
    metrics.family(Self.header)
    for index in stride(from: 0, to: reply.count - 1, by: 2) {
      guard let command = reply[index].text,
        let calls = reply[index + 1]["calls"]?.integer, calls >= 0,
        let histogram = reply[index + 1]["histogram_usec"]
      else { continue }
      var buckets: [(upperBound: Double, count: UInt64)] = []
      buckets.reserveCapacity(histogram.count / 2)
      for place in stride(from: 0, to: histogram.count - 1, by: 2) {
        guard let bound = histogram[place].integer, let count = histogram[place + 1].integer,
          count >= 0
        else { continue }
        buckets.append((Double(bound), UInt64(count)))
      }
      metrics.histogram(
        buckets: buckets, sum: totals.microseconds(withSubcommandsOf: command) ?? .nan,
        count: UInt64(calls), Labels([Label("cmd", command.label)]))
    }
  }
}
