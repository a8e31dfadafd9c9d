import ArgumentParser
import CLinux
import Glibc
import Shared

/// The table of IPv4 neighbours, from the kernel over netlink or from `/proc/net/arp`.
struct ArpCollector: Collector {
  let name = "arp"
  private let arp: KernelFile
  private let devices: NameFilter
  private let route: NetlinkConnection?

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.arp.device-include"),
      help: "Regular expression of the devices whose neighbours are counted.")
    var deviceInclude: String?

    @Option(
      name: .customLong("collector.arp.device-exclude"),
      help: "Regular expression of the devices whose neighbours are not counted.")
    var deviceExclude: String?

    @Flag(
      name: .customLong("collector.arp.netlink"), inversion: .prefixedNo,
      help: "Ask the kernel over netlink instead of reading /proc/net/arp.")
    var netlink = true
  }

  init(_ host: HostPaths, _ options: Options) throws {
    arp = host.proc.file("net/arp")
    devices = try NameFilter(
      flag: "collector.arp.device", include: options.deviceInclude, exclude: options.deviceExclude)
    route = options.netlink ? NetlinkConnection(NETLINK_ROUTE) : nil
  }

  func collect(into metrics: inout MetricWriter) throws {
    var table: NeighbourTable
    if let route {
      table = try NeighbourTable(asking: route)
    } else {
      let file = try arp.readOrAbsent()
      table = NeighbourTable(file.span)
    }
    table.rows.removeAll { !devices.wants($0.device) }
    table.rows.sort { $0.device < $1.device }

    metrics.family("node_arp_entries", .gauge, "IPv4 neighbours of a device.")
    for row in table.rows { metrics.sample(row.count, [Label("device", row.device)]) }
    metrics.family("node_arp_states", .gauge, "IPv4 neighbours of a device, by state.")
    for row in table.rows {
      for (index, count) in row.states.enumerated() where count > 0 {
        metrics.sample(
          count, [Label("device", row.device), Label("state", NeighbourTable.states[index].name)])
      }
    }
  }
}

/// How many IPv4 neighbours each device has.
struct NeighbourTable {
  struct Row: Equatable {
    let device: String
    var count: UInt64 = 0
    /// Counts in the order of ``NeighbourTable/states``, none where the source does not tell.
    var states: [UInt64] = []
  }

  var rows: [Row] = []

  static let states: [(bit: UInt16, name: String)] = [
    (UInt16(NUD_DELAY), "delay"), (UInt16(NUD_FAILED), "failed"),
    (UInt16(NUD_INCOMPLETE), "incomplete"), (UInt16(NUD_PERMANENT), "permanent"),
    (UInt16(NUD_PROBE), "probe"), (UInt16(NUD_REACHABLE), "reachable"),
    (UInt16(NUD_STALE), "stale"),
  ]

  /// Reads `/proc/net/arp`: address, type, flags, hardware address, mask, device.
  init(_ file: Span<UInt8>) {
    var text = TextCursor(file)
    _ = text.nextLine()
    while var line = text.nextLine() {
      line.skip(fields: 5)
      let device = line.field()
      if device.isEmpty { continue }
      if let index = rows.firstIndex(where: { $0.device == device }) {
        rows[index].count += 1
      } else {
        rows.append(Row(device: device, count: 1))
      }
    }
  }

  /// Asks for the neighbours and counts those that `/proc/net/arp` shows as well.
  init(asking route: NetlinkConnection) throws {
    var request = [UInt8](repeating: 0, count: MemoryLayout<ndmsg>.size)
    request[0] = UInt8(AF_INET)
    let counts = try route.dump(
      type: UInt16(RTM_GETNEIGH), body: request, into: [(index: UInt32, row: Row)]()
    ) { counts, type, payload in
      // struct ndmsg: family at byte 0, device's index at 4, state at 8.
      guard type == UInt16(RTM_NEWNEIGH), payload.load(UInt8.self, at: 0) == UInt8(AF_INET),
        let device = payload.load(UInt32.self, at: 4), let state = payload.load(UInt16.self, at: 8)
      else { return }
      // Neighbours of which the address is known without asking, such as multicast groups.
      if state & ~UInt16(NUD_NOARP) == 0 { return }
      let position: Int
      if let known = counts.firstIndex(where: { $0.index == device }) {
        position = known
      } else {
        guard let name = networkDeviceName(device) else { return }
        let states = [UInt64](repeating: 0, count: Self.states.count)
        counts.append((device, Row(device: name, states: states)))
        position = counts.count - 1
      }
      counts[position].row.count += 1
      if let index = Self.states.firstIndex(where: { $0.bit == state }) {
        counts[position].row.states[index] += 1
      }
    }
    rows = counts.map(\.row)
  }
}

/// The name of the network device with an index, or `nil` when it went away.
func networkDeviceName(_ index: UInt32) -> String? {
  var name = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
  return unsafe name.withUnsafeMutableBufferPointer { name in
    unsafe if_indextoname(index, name.baseAddress!).map { unsafe String(cString: $0) }
  }
}
