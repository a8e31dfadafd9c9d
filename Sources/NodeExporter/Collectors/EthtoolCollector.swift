import ArgumentParser
import Glibc
import Shared
import Synchronization

/// What the drivers of network devices count, and what their ports can do, as `ethtool` shows it.
struct EthtoolCollector: Collector {
  let name = "ethtool"
  private let sys: FileTree
  private let source: any EthtoolSource
  private let devices: NameFilter
  private let statistics: NameFilter
  private let known = Known()

  /// The families of names that were met; a driver has hundreds, and the same for each device.
  private final class Known: Sendable {
    let families = Mutex<[String: FamilyHeader?]>([:])
    /// A driver that makes names up for ever must not fill the memory.
    static let limit = 20_000
  }

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.ethtool.device-include"),
      help: "Regular expression of the devices to expose.")
    var deviceInclude: String?

    @Option(
      name: .customLong("collector.ethtool.device-exclude"),
      help: "Regular expression of the devices to leave out.")
    var deviceExclude: String?

    @Option(
      name: .customLong("collector.ethtool.metrics-include"),
      help: "Regular expression of the drivers' names for what is to be exposed.")
    var metricsInclude: String?
  }

  init(
    _ host: HostPaths, _ options: Options, asking source: any EthtoolSource = EthtoolSocket()
  ) throws {
    sys = host.sys
    self.source = source
    devices = try NameFilter(
      exclusiveFlag: "collector.ethtool.device", include: options.deviceInclude,
      exclude: options.deviceExclude)
    statistics = NameFilter(
      include: try Pattern.of(
        flag: "collector.ethtool.metrics-include",
        options.metricsInclude == ".*" ? nil : options.metricsInclude))
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var groups = FamilyGroups()
    for device in try sys.namesOrAbsent(in: "class/net") where devices.wants(device) {
      ask(&losses) { () throws(SystemError) in
        let driver = try source.driver(of: device)
        groups.append(
          Self.info, true,
          Labels([
            Label("bus_info", driver.bus), Label("device", device), Label("driver", driver.name),
            Label("expansion_rom_version", driver.expansionROM),
            Label("firmware_version", driver.firmware), Label("version", driver.version),
          ]))
      }
      ask(&losses) { () throws(SystemError) in
        let labels = Labels([Label("device", device)])
        // Names that differ may become the same.
        var seen: Set<String> = []
        for statistic in try source.statistics(of: device) {
          guard let header = header(of: statistic.name), seen.insert(header.name).inserted else {
            continue
          }
          groups.append(header, statistic.value, labels)
        }
      }
      ask(&losses) { () throws(SystemError) in
        write(try source.link(of: device), device, into: &groups)
      }
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  /// Notes what goes wrong, unless the device went away or has a driver that does not tell.
  private func ask(_ losses: inout Losses, _ body: () throws(SystemError) -> Void) {
    do throws(SystemError) {
      try body()
    } catch {
      if error.code != EOPNOTSUPP, !error.isNotFound { losses.note(error) }
    }
  }

  /// `nil` is one that is not wanted.
  private func header(of statistic: String) -> FamilyHeader? {
    known.families.withLock { families in
      if let known = families[statistic] { return known }
      let isWanted = !statistic.isEmpty && statistics.wants(statistic)
      let header = isWanted ? EthtoolFamilies.header(of: statistic) : nil
      if families.count >= Known.limit { families.removeAll() }
      families[statistic] = .some(header)
      return header
    }
  }

  private func write(_ link: EthtoolLink, _ device: String, into groups: inout FamilyGroups) {
    let labels = Labels([Label("device", device)])
    for port in EthtoolModes.ports where link.supported.has(port.bit) {
      groups.append(Self.port, true, labels.adding(Label("type", port.name)))
    }
    for (header, modes) in [
      (Self.supportedSpeed, link.supported), (Self.advertisedSpeed, link.advertised),
    ] {
      for speed in EthtoolModes.speeds where modes.has(speed.bit) {
        groups.append(
          header, speed.bytesPerSecond,
          Labels([
            Label("device", device), Label("duplex", speed.duplex), Label("mode", speed.mode),
          ]))
      }
    }
    for (bit, supported, advertised) in Self.capabilities {
      groups.append(supported, link.supported.has(bit), labels)
      groups.append(advertised, link.advertised.has(bit), labels)
    }
    groups.append(Self.negotiating, link.isNegotiating, labels)
  }
}

// MARK: - Families

extension EthtoolCollector {
  private static func gauge(_ stem: String, _ help: String) -> FamilyHeader {
    FamilyHeader("node_network_\(stem)", .gauge, help)
  }

  private static let info = FamilyHeader(
    "node_ethtool_info", .gauge, "The driver of a device, always 1.")
  private static let port = gauge("supported_port_info", "A kind of port it can have, always 1.")
  private static let supportedSpeed = gauge(
    "supported_speed_bytes", "A speed that the port can have, in bytes per second.")
  private static let advertisedSpeed = gauge(
    "advertised_speed_bytes", "A speed that the port offers, in bytes per second.")
  private static let capabilities: [(Int, FamilyHeader, FamilyHeader)] = [
    (
      EthtoolModes.autonegotiate,
      gauge("autonegotiate_supported", "Whether the port can agree on a speed."),
      gauge("autonegotiate_advertised", "Whether the port offers to agree on a speed.")
    ),
    (
      EthtoolModes.pause, gauge("pause_supported", "Whether the port can be asked to wait."),
      gauge("pause_advertised", "Whether the port offers to wait when asked.")
    ),
    (
      EthtoolModes.asymmetricPause,
      gauge("asymmetricpause_supported", "Whether the port can be asked to wait one way."),
      gauge("asymmetricpause_advertised", "Whether the port offers to wait one way.")
    ),
  ]
  private static let negotiating = gauge(
    "autonegotiate", "Whether the port agrees on a speed with the other end.")
}
