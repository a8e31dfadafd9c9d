import Shared

/// What file systems from NFS servers did, from `/proc/self/mountstats`.
struct MountstatsCollector: Collector {
  let name = "mountstats"
  private let statistics: KernelFile
  private let mounts: KernelFile

  init(_ host: HostPaths) {
    statistics = host.proc.file("self/mountstats")
    mounts = host.proc.file("self/mountinfo")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try statistics.readOrAbsent()
    let all = try statistics.parsing { try MountStatistics.all(file.span) }
    guard !all.isEmpty else { return }
    let table = try mounts.read()
    let addresses = MountAddresses(table.span)
    var groups = FamilyGroups()
    // An export that is mounted at several places is one to the kernel, which tells it with each.
    var known: Set<Labels> = []
    for mount in all {
      let address = addresses.address(of: mount.export, at: mount.point)
      let pairs: [(name: String, value: String)] = [
        ("export", mount.export), ("mountaddr", address), ("protocol", mount.proto),
      ]
      let point = Labels(
        pairs: [pairs[0], pairs[1], ("mountpoint", mount.point), pairs[2]])
      if known.insert(point).inserted { groups.append(Self.info, true, point) }
      let labels = Labels(pairs: pairs)
      if known.insert(labels).inserted { write(mount, labels, into: &groups) }
    }
    groups.write(into: &metrics)
  }

  private func write(
    _ mount: MountStatistics, _ labels: Labels, into groups: inout FamilyGroups
  ) {
    if let age = mount.age { groups.append(Self.age, age, labels) }
    for (header, number) in zip(Self.bytes, mount.bytes) { groups.append(header, number, labels) }
    for (header, number) in zip(Self.events, mount.events) {
      if let header { groups.append(header, number, labels) }
    }
    for (index, transport) in mount.transports.enumerated() {
      let labels = labels.adding(Label("transport", "\(index)"))
      for (number, header) in Self.transport {
        if let value = transport.numbers[number] {
          groups.append(header, value, labels)
        } else if number == .connect, transport.proto == "udp" {
          // UDP makes no connections.
          groups.append(header, 0, labels)
        }
      }
    }
    for operation in mount.operations {
      let labels = labels.adding(Label("operation", operation.name))
      for (header, number) in zip(Self.counts, operation.numbers) {
        groups.append(header, number, labels)
      }
      for (header, number) in zip(Self.times, operation.numbers.dropFirst(Self.counts.count)) {
        // Some kernels counted below zero. What a double can hold exactly is kept of that, as
        // node_exporter does.
        groups.append(header, FixedPoint(number % (1 << 53), decimals: 3), labels)
      }
      let rest = operation.numbers.dropFirst(Self.counts.count + Self.times.count)
      if let errors = rest.first { groups.append(Self.errors, errors, labels) }
    }
  }
}

// MARK: - Families

extension MountstatsCollector {
  private static func counter(_ stem: String, _ help: String) -> FamilyHeader {
    FamilyHeader("node_mountstats_nfs_\(stem)_total", .counter, help)
  }

  private static let info = FamilyHeader(
    "node_mountstats_nfs_mountpoint_info", .gauge, "Where an export is mounted, always 1.")
  private static let age = counter("age_seconds", "Seconds since the export was mounted.")

  private static let bytes = [
    counter("read_bytes", "Bytes that programs read."),
    counter("write_bytes", "Bytes that programs wrote."),
    counter("direct_read_bytes", "Bytes that programs read past the cache."),
    counter("direct_write_bytes", "Bytes that programs wrote past the cache."),
    counter("total_read_bytes", "Bytes read from the server."),
    counter("total_write_bytes", "Bytes written to the server."),
    counter("read_pages", "Pages read for programs that map files."),
    counter("write_pages", "Pages written for programs that map files."),
  ]

  private static func event(_ stem: String, _ help: String) -> FamilyHeader {
    counter("event_\(stem)", help)
  }

  /// In the kernel's order (`enum nfs_stat_eventcounters`); `nil` is one that it no longer counts.
  private static let events: [FamilyHeader?] = [
    event("inode_revalidate", "Times that the server was asked whether attributes still hold."),
    event("dnode_revalidate", "Times that the server was asked whether a name still holds."),
    event("data_invalidate", "Times that the cache of a file was thrown away."),
    event("attribute_invalidate", "Times that attributes were thrown away."),
    event("vfs_open", "Files and folders opened."),
    event("vfs_lookup", "Names looked up."),
    event("vfs_access", "Permissions looked up."),
    event("vfs_update_page", "Pages changed."),
    event("vfs_read_page", "Pages read one by one."),
    event("vfs_read_pages", "Groups of pages read."),
    event("vfs_write_page", "Pages written one by one."),
    event("vfs_write_pages", "Groups of pages written."),
    event("vfs_getdents", "Times that a folder was listed."),
    event("vfs_setattr", "Attributes set."),
    event("vfs_flush", "Times that changes were sent because a file was closed."),
    event("vfs_fsync", "Times that a program asked that changes be sent."),
    event("vfs_lock", "Locks asked for."),
    event("vfs_file_release", "Files closed."),
    nil,
    event("truncation", "Files cut."),
    event("write_extension", "Files made longer."),
    event("silly_rename", "Files removed that were still open, and renamed for that."),
    event("short_read", "Reads of which the server answered a part."),
    event("short_write", "Writes of which the server took a part."),
    event("jukebox_delay", "Times that the server said it had to fetch the file first."),
    event("pnfs_read", "Reads by pNFS."),
    event("pnfs_write", "Writes by pNFS."),
  ]

  private static let transport: [(MountStatistics.TransportNumber, FamilyHeader)] = [
    (.bind, counter("transport_bind", "Times that a port was taken anew.")),
    (.connect, counter("transport_connect", "Connections made.")),
    (
      .idle,
      FamilyHeader(
        "node_mountstats_nfs_transport_idle_time_seconds", .gauge, "Seconds since the last call.")
    ),
    (.sends, counter("transport_sends", "Calls sent.")),
    (.receives, counter("transport_receives", "Answers received.")),
    (.badIDs, counter("transport_bad_transaction_ids", "Answers to no call of ours.")),
    (.backlog, counter("transport_backlog_queue", "Calls that waited for a slot, summed up.")),
    (
      .slots,
      FamilyHeader(
        "node_mountstats_nfs_transport_maximum_rpc_slots", .gauge, "The most slots in use at once.")
    ),
    (.sending, counter("transport_sending_queue", "Calls that waited to be sent, summed up.")),
    (.pending, counter("transport_pending_queue", "Calls that waited for an answer, summed up.")),
  ]

  private static func operations(_ stem: String, _ help: String) -> FamilyHeader {
    counter("operations_\(stem)", help)
  }

  private static let counts = [
    operations("requests", "Calls of an operation."),
    operations("transmissions", "Times that they were sent."),
    operations("major_timeouts", "Times that no answer came for long."),
    operations("sent_bytes", "Bytes sent for them, with headers."),
    operations("received_bytes", "Bytes of their answers, with headers."),
  ]
  private static let times = [
    operations("queue_time_seconds", "Time that calls waited to be sent."),
    operations("response_time_seconds", "Time from sending to the answer."),
    operations("request_time_seconds", "Time from the wish to its end."),
  ]
  private static let errors = operations("errors", "Calls that failed.")
}
