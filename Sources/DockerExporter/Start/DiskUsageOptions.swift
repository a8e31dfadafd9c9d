import ArgumentParser
import Shared

/// The flags of what is asked for disk usage.
struct DiskUsageOptions: ParsableArguments, Sendable {
  @Option(
    name: .customLong("collector.disk_usage.interval"),
    help: ArgumentHelp(
      "How often the engine is asked, which makes it walk through all files; 5m or more.",
      valueName: "duration"))
  var interval = "15m"

  @Option(
    name: .customLong("collector.disk_usage.limit"),
    help: ArgumentHelp(
      "Of how many images, volumes and containers a page tells the size; the largest of each.",
      valueName: "count"))
  var limit = 200

  private static let shortest = Duration.seconds(300)

  func checkedInterval() throws(FlagError) -> Duration {
    let duration = try? Duration(flag: interval)
    guard let duration, duration >= Self.shortest else {
      throw FlagError(
        flag: "collector.disk_usage.interval",
        reason: "'\(interval)' is not a duration of 5m or more, such as 15m")
    }
    return duration
  }

  func checkedLimit() throws(FlagError) -> Int {
    guard (1...100_000).contains(limit) else {
      throw FlagError(flag: "collector.disk_usage.limit", reason: "must be from 1 to 100000")
    }
    return limit
  }
}
