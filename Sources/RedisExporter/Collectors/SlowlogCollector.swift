import Shared

/// How many commands the log of slow ones holds, and the last of them, from `SLOWLOG`.
struct SlowlogCollector: RedisCollector {
  let name = "slowlog"

  private static let length = FamilyHeader(
    "redis_slowlog_length", .gauge, "Commands in the log of slow ones.")
  private static let lastID = FamilyHeader(
    "redis_slowlog_last_id", .gauge, "The number of the last slow command.")
  private static let duration = FamilyHeader(
    "redis_last_slow_execution_duration_seconds", .gauge, "How long the last slow command took.")

  func commands(for server: ServerInfo) -> [Command] {
    guard server.mode != .sentinel else { return [] }
    return [Command("SLOWLOG", "LEN"), Command("SLOWLOG", "GET", "1")]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard answers.count > 1 else { return }
    if let length = NumberText(try answers.reply(0)) { metrics.single(Self.length, length) }
    // A number, when it was, its microseconds, the command itself and more.
    guard let last = try answers.reply(1).elements.first, last.count >= 3 else {
      // Of an empty log upstream tells this, and dashboards show it.
      metrics.single(Self.lastID, 0)
      metrics.single(Self.duration, 0)
      return
    }
    if let id = NumberText(last[0]) { metrics.single(Self.lastID, id) }
    if let microseconds = last[2].integer {
      metrics.single(Self.duration, Double(microseconds) / 1_000_000)
    }
  }
}
