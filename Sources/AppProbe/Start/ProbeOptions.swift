import ArgumentParser
import Shared

/// The flags of the configuration and of probes.
struct ProbeOptions: ParsableArguments {
  static let defaultFile = "blackbox.yml"
  static let fileFlag = "config.file"

  @Option(
    name: .customLong(fileFlag),
    help: ArgumentHelp(
      "The modules and what is probed by itself. (default: \(defaultFile) in the working directory if "
        + "it is there, and else the built-in modules, which /config shows)",
      valueName: "file"))
  var givenFile: String?

  @Flag(
    name: .customLong("config.check"),
    help: "Check the configuration file, say what is wrong with it, and end.")
  var checksOnly = false

  @Flag(
    name: .customLong("config.enable-auto-reload"),
    help: "Read the configuration file again when its content has changed.")
  var reloadsItself = false

  @Option(
    name: .customLong("config.auto-reload-interval"),
    help: ArgumentHelp("How often to look: seconds, or 1m30s.", valueName: "duration"))
  var reloadInterval = "30"

  @Option(
    name: .customLong("timeout-offset"),
    help: ArgumentHelp(
      "By how much a probe ends before its scraper's timeout, half of which it has at least.",
      valueName: "seconds"))
  var timeoutOffset = 0.5

  @Option(
    name: .customLong("history.limit"),
    help: ArgumentHelp(
      "How many probes to remember for / and /logs, and as many older ones that failed.",
      valueName: "count"))
  var historyLimit = 100

  @Option(
    name: .customLong("probe.max-concurrent"),
    help: ArgumentHelp(
      "How many probes that requests ask for may be under way; more get a 503. 0 means no limit.",
      valueName: "count"))
  var maxConcurrent = 1000

  @Option(
    name: .customLong("schedule.max-concurrent"),
    help: ArgumentHelp(
      "How many probes of the schedule may be under way; one that finds no place is not made, and is "
        + "counted in app_probe_skipped_total.", valueName: "count"))
  var mostScheduled = 1000

  @Option(
    name: .customLong("log.prober"),
    help: ArgumentHelp(
      "What of probes to log: none, error or warn (a target begins to fail), info (it is back, too), "
        + "debug (all that probes do).", valueName: "level"))
  var logged = ProbeNews.Level.info

  mutating func validate() throws {
    guard timeoutOffset >= 0, timeoutOffset.isFinite else {
      throw ValidationError("--timeout-offset must be 0 or more, not \(timeoutOffset)")
    }
    guard historyLimit >= 0 else {
      throw ValidationError("--history.limit must be 0 or more, not \(historyLimit)")
    }
    guard maxConcurrent >= 0 else {
      throw ValidationError("--probe.max-concurrent must be 0 or more, not \(maxConcurrent)")
    }
    guard mostScheduled >= 1 else {
      throw ValidationError("--schedule.max-concurrent must be 1 or more, not \(mostScheduled)")
    }
    _ = try interval()
  }

  /// How often the file is looked at.
  func interval() throws -> Duration {
    let isSeconds = reloadInterval.utf8.allSatisfy { (0x30...0x39).contains($0) }
    let interval = try Duration(flag: isSeconds ? reloadInterval + "s" : reloadInterval)
    guard interval >= .seconds(1) else {
      throw ValidationError("--config.auto-reload-interval must be a second at least")
    }
    return interval
  }

  /// What `--config.check` says of a file that can be used.
  func check() throws -> String {
    let configuration: ProbeConfiguration
    do {
      configuration = try ConfigurationSource(self).load()
    } catch {
      throw FlagError(flag: Self.fileFlag, file: error)
    }
    let warnings = configuration.warnings.map { "warning: \($0)\n" }.joined()
    func number(_ count: Int, _ word: String) -> String {
      "\(count) \(word)\(count == 1 ? "" : "s")"
    }
    let modules = number(configuration.modules.count, "module")
    let targets = number(configuration.plan.targets.count, "target")
    return warnings + "\(configuration.origin): ok, \(modules), \(targets)"
  }
}
