import Glibc
import Shared

/// The system's time, its zone, and the clocks it may be kept by, from
/// `/sys/devices/system/clocksource`.
struct TimeCollector: Collector {
  let name = "time"
  private let clocksources: DeviceFolder

  init(_ host: HostPaths) {
    clocksources = DeviceFolder(
      host.sys, "devices/system/clocksource",
      attributes: ["available_clocksource", "current_clocksource"])
  }

  func collect(into metrics: inout MetricWriter) throws {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    metrics.gauge(
      "node_time_seconds", "The system's time, in Unix time.",
      Double(now.tv_sec * 1_000_000_000 + now.tv_nsec) / 1e9)

    let zone = Zone(at: now.tv_sec)
    metrics.family("node_time_zone_offset_seconds", .gauge, "Distance of local time from UTC.")
    metrics.sample(zone.offset, [Label("time_zone", zone.name)])

    try writeClocksources(into: &metrics)
  }

  private func writeClocksources(into metrics: inout MetricWriter) throws {
    let devices: [DeviceFolder.Device]
    do {
      devices = try clocksources.devices { $0.hasPrefix("clocksource") }
    } catch is Absent {
      return
    }
    metrics.family(
      "node_time_clocksource_available_info", .gauge, "Clocks that the system can be kept by.")
    for device in devices {
      let file = try device.attributes[0].read()
      var names = TextCursor(file.span)
      while case let name = names.field(), !name.isEmpty {
        metrics.sample(1, [Label("clocksource", name), Label("device", number(of: device))])
      }
    }
    metrics.family(
      "node_time_clocksource_current_info", .gauge, "The clock that the system is kept by.")
    for device in devices {
      let file = try device.attributes[1].read()
      var names = TextCursor(file.span)
      metrics.sample(1, [Label("clocksource", names.field()), Label("device", number(of: device))])
    }
  }

  /// The `0` of `clocksource0`.
  private func number(of device: DeviceFolder.Device) -> String {
    String(device.name.dropFirst("clocksource".count))
  }
}

/// The time zone that this process lives in.
struct Zone: Equatable {
  /// The abbreviation in force, such as `CEST`.
  let name: String
  /// Seconds east of Greenwich.
  let offset: Int

  /// The zone as it is at a moment of Unix time.
  init(at moment: Int) {
    var moment = moment
    var local = unsafe tm()
    unsafe localtime_r(&moment, &local)
    name = unsafe local.tm_zone.map { unsafe String(cString: $0) } ?? ""
    offset = unsafe local.tm_gmtoff
  }
}
