import ArgumentParser
import CLinux
import Glibc
import Shared
import Synchronization

/// Traffic of network devices, from the kernel over netlink or from `/proc/net/dev`.
final class NetdevCollector: Collector {
  let name = "netdev"
  private let host: HostPaths
  private let dev: KernelFile
  private let devices: NameFilter
  private let options: Options
  private let route = NetlinkConnection(NETLINK_ROUTE)
  private let known = Mutex(RowMemory<Device>())

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: [
        .customLong("collector.netdev.device-include"),
        .customLong("collector.netdev.device-whitelist"),
      ],
      help: "Regular expression of the devices to expose; not with device-exclude.")
    var deviceInclude: String?

    @Option(
      name: [
        .customLong("collector.netdev.device-exclude"),
        .customLong("collector.netdev.device-blacklist"),
      ],
      help: "Regular expression of the devices to leave out; not with device-include.")
    var deviceExclude: String?

    @Flag(
      name: .customLong("collector.netdev.address-info"), inversion: .prefixedNo,
      help: "Expose the addresses of the devices.")
    var addressInfo = false

    @Flag(
      name: .customLong("collector.netdev.enable-detailed-metrics"), inversion: .prefixedNo,
      help: "Expose each counter by itself, under other names.")
    var detailed = false

    @Flag(
      name: .customLong("collector.netdev.netlink"), inversion: .prefixedNo,
      help: "Ask the kernel over netlink instead of reading /proc/net/dev.")
    var netlink = true

    @Flag(
      name: .customLong("collector.netdev.label-ifalias"), inversion: .prefixedNo,
      help: "Add the device's alias as a label.")
    var labelAlias = false
  }

  init(_ host: HostPaths, _ options: Options) throws {
    self.host = host
    self.options = options
    dev = host.proc.file("net/dev")
    devices = try NameFilter(
      exclusiveFlag: "collector.netdev.device", include: options.deviceInclude,
      exclude: options.deviceExclude)
  }

  /// What stays the same of a device.
  private struct Device {
    let name: String
    let isWanted: Bool
    let labels: Labels
  }

  private struct Row {
    let labels: Labels
    let traffic: NetworkTraffic
  }

  /// The devices of one reading.
  private struct Table {
    var memory: RowMemory<Device>
    var rows: [Row] = []
    var losses = Losses()
  }

  func collect(into metrics: inout MetricWriter) throws {
    var memory = known.withLock { $0 }
    memory.begin()
    var table = Table(memory: memory)
    table = options.netlink ? try askNetlink(table) : try readProc(table)
    table.memory.end()
    if table.memory.isChanged { known.withLock { $0 = table.memory } }

    let families =
      switch (options.netlink, options.detailed) {
      case (true, false): NetworkTraffic.netlinkFamilies
      case (true, true): NetworkTraffic.detailedNetlinkFamilies
      case (false, false): NetworkTraffic.procFamilies
      case (false, true): NetworkTraffic.detailedProcFamilies
      }
    for family in families {
      metrics.family(family.name, .counter, family.help)
      for row in table.rows { metrics.sample(row.traffic.sum(of: family.columns), row.labels) }
    }
    if options.addressInfo { table.losses.noting { try writeAddresses(into: &metrics) } }
    try table.losses.report()
  }

  private func askNetlink(_ empty: Table) throws -> Table {
    try route.dump(type: UInt16(RTM_GETLINK), body: NetworkLinks.request, into: empty) {
      table, type, payload in
      guard type == UInt16(RTM_NEWLINK) else { return }
      var device: Device?
      var alias = ""
      var traffic: NetworkTraffic?
      var attributes = NetlinkAttributes(payload, after: MemoryLayout<ifinfomsg>.size)
      while let attribute = attributes.next() {
        switch Int(attribute.type) {
        case IFLA_IFNAME:
          device = self.device(attribute.value.withoutZero, &table.memory)
          if device?.isWanted == false { return }
        case IFLA_IFALIAS where self.options.labelAlias: alias = attribute.string
        case IFLA_STATS64: traffic = NetworkTraffic(stats64: attribute.value)
        case IFLA_STATS where traffic == nil: traffic = NetworkTraffic(stats32: attribute.value)
        default: break
        }
      }
      guard let device, let traffic else { return }
      table.rows.append(Row(labels: labels(device, alias: alias), traffic: traffic))
    }
  }

  private func readProc(_ empty: Table) throws -> Table {
    let file = try dev.readOrAbsent()
    var text = TextCursor(file.span)
    var table = empty
    _ = text.nextLine()
    _ = text.nextLine()
    while var line = text.nextLine() {
      let device = self.device(line.slice(upTo: ":").bytes, &table.memory)
      guard device.isWanted else { continue }
      let traffic: NetworkTraffic
      do throws(ParseError) {
        traffic = try NetworkTraffic(&line)
      } catch {
        table.losses.note(dev.malformed(error, in: device.name))
        continue
      }
      var alias = ""
      if options.labelAlias {
        alias = (try? host.sys.fileReadOnce("class/net/\(device.name)/ifalias").text()) ?? ""
      }
      table.rows.append(Row(labels: labels(device, alias: alias), traffic: traffic))
    }
    return table
  }

  private func device(_ name: Span<UInt8>, _ memory: inout RowMemory<Device>) -> Device {
    memory.value(for: name) {
      let name = String(copying: name)
      return Device(
        name: name, isWanted: devices.wants(name), labels: Labels([Label("device", name)]))
    }
  }

  private func labels(_ device: Device, alias: String) -> Labels {
    options.labelAlias
      ? Labels([Label("device", device.name), Label("ifalias", alias)]) : device.labels
  }

  private func writeAddresses(into metrics: inout MetricWriter) throws {
    metrics.family(
      "node_network_address_info", .gauge, "An address of a network device, always 1.")
    for address in try NetworkAddress.all(asking: route) {
      metrics.sample(
        true,
        [
          Label("address", address.address), Label("device", address.device),
          Label("netmask", "\(address.prefixLength)"), Label("scope", address.scope),
        ])
    }
  }
}
