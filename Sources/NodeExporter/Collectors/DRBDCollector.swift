import Shared

/// Disks that are mirrored over the network, from `/proc/drbd` of version 8.
struct DRBDCollector: Collector {
  let name = "drbd"
  private let drbd: KernelFile

  init(_ host: HostPaths) {
    drbd = host.proc.file("drbd")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try drbd.readOrAbsent()
    var losses = Losses()
    var groups = FamilyGroups()
    var device = ""
    var words = TextCursor(file.span)
    while var line = words.nextLine() {
      line.skipBlanks()
      while !line.isAtEnd {
        // 1: cs:Connected ro:Primary/Primary, below it ns:17324442 nr:10961011
        var word = line.slice()
        line.skipBlanks()
        let key = word.slice(upTo: ":").string
        if word.isAtEnd {
          if Int(key) != nil { device = "drbd\(key)" }
        } else if !device.isEmpty {
          losses.noting { try drbd.parsing { try read(key, &word, device, into: &groups) } }
        }
      }
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  private func read(
    _ key: String, _ value: inout TextCursor, _ device: String, into groups: inout FamilyGroups
  ) throws {
    let labels = Labels([Label("device", device)])
    if let number = Self.numbers[key] {
      groups.append(number.header, try value.integer() &* number.unit, labels)
    } else if let pair = Self.pairs[key] {
      for (node, isSo) in zip(
        ["local", "remote"],
        [value.slice(upTo: "/").equals(pair.wanted), value.equals(pair.wanted)])
      {
        groups.append(
          pair.header, isSo, Labels([Label("device", device), Label("node", node)]))
      }
    } else if key == "cs" {
      groups.append(Self.connected, value.equals("Connected"), labels)
    }
  }

  private static let connected = FamilyHeader(
    "node_drbd_connected", .gauge, "Whether the two sides are connected.")

  private static let pairs: [String: (wanted: StaticString, header: FamilyHeader)] = [
    "ro": (
      "Primary",
      FamilyHeader("node_drbd_node_role_is_primary", .gauge, "Whether a side may be written to.")
    ),
    "ds": (
      "UpToDate",
      FamilyHeader("node_drbd_disk_state_is_up_to_date", .gauge, "Whether a side has all data.")
    ),
  ]

  /// What a word counts, in units of as many bytes.
  private static let numbers: [String: (unit: UInt64, header: FamilyHeader)] = {
    func count(
      _ stem: String, _ kind: MetricKind, _ help: String, unit: UInt64 = 1
    ) -> (unit: UInt64, header: FamilyHeader) {
      (unit, FamilyHeader("node_drbd_\(stem)", kind, help))
    }
    return [
      "ns": count(
        "network_sent_bytes_total", .counter, "Bytes sent to the other side.", unit: 1024),
      "nr": count(
        "network_received_bytes_total", .counter, "Bytes received from the other side."),
      "dw": count("disk_written_bytes_total", .counter, "Bytes written to the disk.", unit: 1024),
      "dr": count("disk_read_bytes_total", .counter, "Bytes read from the disk.", unit: 1024),
      "al": count("activitylog_writes_total", .counter, "Writes of the log of activity."),
      "bm": count("bitmap_writes_total", .counter, "Writes of the bitmap."),
      "lo": count("local_pending", .gauge, "Requests to the local disk under way."),
      "pe": count("remote_pending", .gauge, "Requests that the other side has not answered."),
      "ua": count("remote_unacknowledged", .gauge, "Requests of the other side not answered."),
      "ap": count("application_pending", .gauge, "Requests of programs that are not done."),
      "ep": count("epochs", .gauge, "Epochs under way."),
      "oos": count("out_of_sync_bytes", .gauge, "Bytes that differ.", unit: 1024),
    ]
  }()
}
