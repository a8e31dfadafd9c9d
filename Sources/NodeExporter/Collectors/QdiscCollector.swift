import ArgumentParser
import CLinux
import Glibc
import Shared

/// Packets that wait to be sent, by network device, from the kernel over netlink.
struct QdiscCollector: Collector {
  let name = "qdisc"
  private let tables: any NetlinkTables
  private let nameOf: @Sendable (UInt32) -> String?
  private let devices: NameFilter

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: [
        .customLong("collector.qdisc.device-include"),
        .customLong("collector.qdisk.device-include"),
      ],
      help: "Regular expression of the devices to expose.")
    var deviceInclude: String?

    @Option(
      name: [
        .customLong("collector.qdisc.device-exclude"),
        .customLong("collector.qdisk.device-exclude"),
      ],
      help: "Regular expression of the devices to leave out.")
    var deviceExclude: String?
  }

  /// - Parameter nameOf: The name of the device with an index.
  init(
    _ options: Options, asking tables: any NetlinkTables = NetlinkConnection(NETLINK_ROUTE),
    nameOf: @escaping @Sendable (UInt32) -> String? = networkDeviceName
  ) throws {
    devices = try NameFilter(
      exclusiveFlag: "collector.qdisc.device", include: options.deviceInclude,
      exclude: options.deviceExclude)
    self.tables = tables
    self.nameOf = nameOf
  }

  func collect(into metrics: inout MetricWriter) throws {
    let all: [QueueingDiscipline] = try tables.dump(
      type: UInt16(RTM_GETQDISC), body: QueueingDiscipline.request, into: []
    ) { all, type, payload in
      guard type == UInt16(RTM_NEWQDISC), let one = QueueingDiscipline(payload), one.isRoot else {
        return
      }
      all.append(one)
    }
    let rows: [(labels: Labels, qdisc: QueueingDiscipline)] = all.compactMap { qdisc in
      guard let device = nameOf(qdisc.device), devices.wants(device) else { return nil }
      return (Labels([Label("device", device), Label("kind", qdisc.kind)]), qdisc)
    }
    func family<Value: MetricValue>(
      _ name: String, _ kind: MetricKind, _ help: String,
      _ value: (QueueingDiscipline) -> Value
    ) {
      metrics.family(name, kind, help)
      for row in rows { metrics.sample(value(row.qdisc), row.labels) }
    }
    family("node_qdisc_bytes_total", .counter, "Bytes sent.") { $0.bytes }
    family("node_qdisc_packets_total", .counter, "Packets sent.") { $0.packets }
    family("node_qdisc_drops_total", .counter, "Packets dropped.") { $0.drops }
    family("node_qdisc_requeues_total", .counter, "Packets that had to wait again.") {
      $0.requeues
    }
    family("node_qdisc_overlimits_total", .counter, "Packets that were over a limit.") {
      $0.overlimits
    }
    family("node_qdisc_current_queue_length", .gauge, "Packets that wait.") { $0.queueLength }
    family("node_qdisc_backlog", .gauge, "Bytes that wait.") { $0.backlog }
  }
}
