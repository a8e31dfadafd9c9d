import Shared

/// How often each command ran and for how long, from the sections Commandstats and Latencystats of
/// `INFO`.
struct CommandstatsCollector: RedisCollector {
  let name = "commandstats"

  private static let calls = FamilyHeader(
    "redis_commands_total", .counter, "Calls of a command.")
  private static let seconds = FamilyHeader(
    "redis_commands_duration_seconds_total", .counter, "Time spent in a command.")
  private static let rejected = FamilyHeader(
    "redis_commands_rejected_calls_total", .counter,
    "Calls of a command that were refused before it ran.")
  private static let failed = FamilyHeader(
    "redis_commands_failed_calls_total", .counter, "Calls of a command that failed while it ran.")

  /// What a line `cmdstat_get:calls=2,usec=17,usec_per_call=8.50,rejected_calls=0,failed_calls=1`
  /// says; the last two since Redis 6.2.
  private struct Row {
    var calls: NumberText?
    var seconds: NumberText?
    var rejected: NumberText?
    var failed: NumberText?

    init(_ text: Span<UInt8>) {
      var pairs = Pairs(text)
      while pairs.next() {
        if pairs.key.equals("calls") {
          calls = NumberText(pairs.value)
        } else if pairs.key.equals("usec") {
          seconds = NumberText(pairs.value, dividedByTenToThe: 6)
        } else if pairs.key.equals("rejected_calls") {
          rejected = NumberText(pairs.value)
        } else if pairs.key.equals("failed_calls") {
          failed = NumberText(pairs.value)
        }
      }
    }
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let info = answers.info
    let lines = info.lines.filter { info.has($0, prefix: "cmdstat_") }
    var labels = LabelTable(["cmd"], rows: lines.count)
    var rows: [Row] = []
    rows.reserveCapacity(lines.count)
    for line in lines {
      labels.append(info.key(of: line).extracting(droppingFirst: "cmdstat_".utf8.count).label)
      rows.append(Row(info.value(of: line)))
    }
    metrics.samples(Self.calls, labels) { rows[$0].calls }
    metrics.samples(Self.seconds, labels) { rows[$0].seconds }
    metrics.samples(Self.rejected, labels) { rows[$0].rejected }
    metrics.samples(Self.failed, labels) { rows[$0].failed }
    Percentiles.write(info, into: &metrics)
  }
}

/// `latency_percentiles_usec_get:p50=0.001,p99=1.003,p99.9=1.003`, with the sum and the count that
/// `cmdstat_get` has.
private enum Percentiles {
  private static let header = FamilyHeader(
    "redis_latency_percentiles_usec", .summary,
    "Microseconds that a command took; quantiles are percents.")

  static func write(_ info: InfoReply, into metrics: inout MetricWriter) {
    let lines = info.lines.filter { info.has($0, prefix: "latency_percentiles_usec_") }
    guard !lines.isEmpty else { return }
    let totals = CommandTotals(info)
    metrics.family(header)
    for line in lines {
      let key = info.key(of: line)
      let command = String(
        copying: key.extracting(droppingFirst: "latency_percentiles_usec_".utf8.count))
      guard let total = totals[command] else { continue }
      var quantiles: [(quantile: Double, value: Double)] = []
      var pairs = Pairs(info.value(of: line))
      while pairs.next() {
        guard pairs.key.starts(with: "p"),
          let quantile = Double(String(copying: pairs.key.extracting(droppingFirst: 1))),
          let value = Double(String(copying: pairs.value))
        else { continue }
        quantiles.append((quantile, value))
      }
      metrics.summary(
        quantiles: quantiles, sum: total.microseconds, count: total.calls,
        Labels([Label("cmd", command.label)]))
    }
  }
}

/// Calls and microseconds of each command, from the lines `cmdstat_…`.
struct CommandTotals {
  struct Total {
    var calls: UInt64
    var microseconds: Double
  }

  private var totals: [ExactName: Total] = [:]

  init(_ info: InfoReply) {
    for line in info.lines where info.has(line, prefix: "cmdstat_") {
      let text = info.value(of: line)
      guard let calls = UInt64(String(copying: Pairs.value(of: "calls", in: text))),
        let microseconds = Double(String(copying: Pairs.value(of: "usec", in: text)))
      else { continue }
      let key = info.key(of: line)
      let command = String(copying: key.extracting(droppingFirst: "cmdstat_".utf8.count))
      totals[ExactName(command)] = Total(calls: calls, microseconds: microseconds)
    }
  }

  subscript(command: String) -> Total? { totals[ExactName(command)] }

  /// Microseconds of a command together with those of its subcommands, `config|get` and the like;
  /// `nil` when none of them is told.
  func microseconds(withSubcommandsOf command: String) -> Double? {
    if let total = self[command] { return total.microseconds }
    let prefix = Array("\(command)|".utf8)
    let parts = totals.filter { $0.key.text.utf8.starts(with: prefix) }
    return parts.isEmpty ? nil : parts.reduce(0) { $0 + $1.value.microseconds }
  }
}
