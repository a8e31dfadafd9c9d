import Shared

/// Timers that restart a machine which no longer answers, from `/sys/class/watchdog`
/// (`Documentation/ABI/testing/sysfs-class-watchdog`).
struct WatchdogCollector: Collector {
  let name = "watchdog"
  private let watchdogs: DeviceFolder
  private static let texts = ["identity", "options", "pretimeout_governor", "state", "status"]

  init(_ host: HostPaths) {
    watchdogs = DeviceFolder(
      host.sys, "class/watchdog", attributes: Self.numbers.map(\.file) + Self.texts)
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var table = NumberTable(Self.numbers)
    var infos: [Labels] = []
    for watchdog in try watchdogs.devices() {
      let files = watchdog.attributes
      let texts = files.dropFirst(Self.numbers.count).map { (try? $0.text()) ?? "" }
      table.append(
        Labels([Label("name", watchdog.name)]), files.prefix(Self.numbers.count), noting: &losses)
      infos.append(
        Labels([
          Label("identity", texts[0]), Label("name", watchdog.name), Label("options", texts[1]),
          Label("pretimeout_governor", texts[2]), Label("state", texts[3]),
          Label("status", texts[4]),
        ]))
    }
    table.write(into: &metrics)
    metrics.family("node_watchdog_info", .gauge, "What a watchdog is, always 1.")
    for info in infos { metrics.sample(true, info) }
    try losses.report()
  }

  private static let numbers: [NumberFile] = [
    .gauge(
      "bootstatus", "node_watchdog_bootstatus", "Why the machine was started last, a bit field."),
    .gauge("fw_version", "node_watchdog_fw_version", "Version of the watchdog's firmware."),
    .gauge("nowayout", "node_watchdog_nowayout", "Whether it cannot be stopped any more."),
    .gauge(
      "timeleft", "node_watchdog_timeleft_seconds",
      "Time that is left until it restarts the machine."),
    .gauge(
      "timeout", "node_watchdog_timeout_seconds",
      "Time without a sign of life until it restarts the machine."),
    .gauge(
      "pretimeout", "node_watchdog_pretimeout_seconds", "Time before the restart at which it warns."
    ),
    .gauge(
      "access_cs0", "node_watchdog_access_cs0", "Whether the first of two firmwares is in use."),
  ]
}
