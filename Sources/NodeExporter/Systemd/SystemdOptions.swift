import ArgumentParser
import Shared

/// The flags of the systemd collector. Its patterns match whole names.
struct SystemdOptions: ParsableArguments, Sendable {
  @Option(
    name: [
      .customLong("collector.systemd.unit-include"),
      .customLong("collector.systemd.unit-whitelist"),
    ],
    help: ArgumentHelp("Pattern of the units to report.", valueName: "regex"))
  var include = ".+"

  @Option(
    name: [
      .customLong("collector.systemd.unit-exclude"),
      .customLong("collector.systemd.unit-blacklist"),
    ],
    help: ArgumentHelp("Pattern of the units to leave out.", valueName: "regex"))
  var exclude = #".+\.(automount|device|mount|scope|slice)"#

  @Option(
    name: .customLong("collector.systemd.expected"),
    help: ArgumentHelp(
      "Pattern of the units that should be active, whether they are loaded, stopped or gone.",
      discussion: """
        Matched against the names of loaded units and of unit files. A name that neither systemd \
        nor a unit file knows has no series, unless it is an instance of a template that was \
        loaded since the exporter started.
        """,
      valueName: "regex"))
  var expected: String?

  @Flag(
    name: .customLong("collector.systemd.private"),
    help: ArgumentHelp("Ask systemd itself instead of the bus.", visibility: .hidden))
  var isPrivate = false

  @Flag(
    name: .customLong("collector.systemd.enable-task-metrics"), inversion: .prefixedNo,
    help: "Report the tasks of services and their limits.")
  var tasks = false

  @Flag(
    name: .customLong("collector.systemd.enable-restarts-metrics"), inversion: .prefixedNo,
    help: "Report how often services were restarted automatically.")
  var restarts = false

  @Flag(
    name: .customLong("collector.systemd.enable-start-time-metrics"), inversion: .prefixedNo,
    help: "Report since when units are active.")
  var startTimes = false

  /// Which units are wanted.
  func units() throws(FlagError) -> NameFilter {
    try NameFilter(
      flag: "collector.systemd.unit", include: include, exclude: exclude, anchored: true)
  }

  /// Which units should be active.
  func expectedUnits() throws(FlagError) -> Pattern? {
    try Pattern.of(flag: "collector.systemd.expected", expected, anchored: true)
  }
}
