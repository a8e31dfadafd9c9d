import ArgumentParser
import CLinux
import Glibc
import Shared

/// Properties of network devices, from `/sys/class/net` or from the kernel over netlink.
struct NetclassCollector: Collector {
  let name = "netclass"
  private let source: any NetworkPropertySource
  private let hidesInvalidSpeed: Bool

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.netclass.ignored-devices"),
      help: "Regular expression of the devices to leave out.")
    var ignoredDevices: String?

    @Flag(
      name: .customLong("collector.netclass.ignore-invalid-speed"), inversion: .prefixedNo,
      help: "Leave a speed out that the device does not know.")
    var ignoreInvalidSpeed = false

    @Flag(
      name: .customLong("collector.netclass.netlink"), inversion: .prefixedNo,
      help: "Ask the kernel over netlink instead of reading /sys/class/net.")
    var netlink = false

    @Flag(
      name: .customLong("collector.netclass_rtnl.with-stats"), inversion: .prefixedNo,
      help: "With netclass.netlink, expose traffic as well; turn the netdev collector off then.")
    var withStatistics = false
  }

  init(_ host: HostPaths, _ options: Options) throws {
    let ignored = try Pattern.of(
      flag: "collector.netclass.ignored-devices",
      // The default upstream, which no name matches.
      options.ignoredDevices == "^$" ? nil : options.ignoredDevices)
    let filter = NameFilter(exclude: ignored)
    source =
      options.netlink
      ? NetlinkPropertySource(host, filter, withStatistics: options.withStatistics)
      : SysfsPropertySource(host, filter)
    hidesInvalidSpeed = options.ignoreInvalidSpeed
  }

  func collect(into metrics: inout MetricWriter) throws {
    let devices = try source.devices()
    metrics.family("node_network_up", .gauge, "Whether a device's operstate is up.")
    for device in devices { metrics.sample(device.operstate == "up", device.labels) }
    metrics.family("node_network_info", .gauge, "What a device is, always 1.")
    for device in devices { metrics.sample(true, device.info) }
    metrics.family(
      "node_network_altnames_info", .gauge, "Another name of a device, always 1.")
    for device in devices {
      for name in device.alternativeNames {
        metrics.sample(true, [Label("altname", name), Label("device", device.name)])
      }
    }
    for (index, property) in NetworkProperty.all.enumerated() {
      metrics.family(property.family, property.kind, property.help)
      for device in devices {
        guard let number = device.numbers[index] else { continue }
        metrics.sample(number, device.labels)
      }
    }
    metrics.family("node_network_speed_bytes", .gauge, "A device's speed in bytes per second.")
    for device in devices {
      guard let megabits = device.megabits, megabits >= 0 || !hidesInvalidSpeed else { continue }
      metrics.sample(Double(megabits) * 125_000, device.labels)
    }
    if devices.contains(where: { $0.traffic != nil }) {
      for family in NetworkTraffic.detailedNetlinkFamilies {
        metrics.family(family.name, .counter, family.help)
        for device in devices {
          guard let traffic = device.traffic else { continue }
          metrics.sample(traffic.sum(of: family.columns), device.labels)
        }
      }
    }
  }
}
