import Shared

/// Pages of each zone of memory, from `/proc/zoneinfo`.
struct ZoneinfoCollector: Collector {
  let name = "zoneinfo"
  private let zoneinfo: KernelFile

  init(_ host: HostPaths) {
    zoneinfo = host.proc.file("zoneinfo")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try zoneinfo.readOrAbsent()
    var groups = FamilyGroups()
    try zoneinfo.parsing {
      var lines = TextCursor(file.span)
      var labels = Labels.none
      while var line = lines.nextLine() {
        line.skipBlanks()
        if line.take(prefix: "Node ") {
          let node = line.field(upTo: ",")
          line.skip()
          labels = Labels([Label("node", node), Label("zone", line.field())])
        } else if line.take(prefix: "protection: (") {
          try protection(&line, labels, into: &groups)
        } else {
          // The free pages stand behind the word that opens the zone's own numbers.
          _ = line.take(prefix: "pages ")
          let key = line.slice()
          guard let header = Self.families[key.string] else { continue }
          groups.append(header, try line.integer(), labels)
        }
      }
    }
    groups.write(into: &metrics)
  }

  /// `0, 2039, 31932)`: pages that are kept from allocations that could also use each higher zone.
  private func protection(
    _ line: inout TextCursor, _ labels: Labels, into groups: inout FamilyGroups
  ) throws(ParseError) {
    var zone = 0
    var values = line.slice(upTo: ")")
    while !values.isAtEnd {
      var value = values.slice(upTo: ",")
      groups.append("protection_\(zone)", try value.integer(), labels) {
        FamilyHeader(
          "node_zoneinfo_protection_\(zone)", .gauge,
          "Pages kept from allocations that could use zone \(zone).")
      }
      zone += 1
    }
  }

  private static let families: [String: FamilyHeader] = {
    let pages = [
      "min": "below which allocations wait", "low": "below which the kernel starts to reclaim",
      "high": "at which it stops to reclaim", "spanned": "that the zone spans, holes included",
      "present": "that exist", "managed": "that the allocator manages",
      "nr_free_pages": "that are free", "nr_active_anon": "of anonymous memory used lately",
      "nr_active_file": "of files used lately", "nr_anon_pages": "of mapped anonymous memory",
      "nr_dirty": "that are to be written", "nr_file_pages": "of files",
      "nr_inactive_anon": "of anonymous memory not used lately",
      "nr_inactive_file": "of files not used lately",
      "nr_isolated_anon": "of anonymous memory that are being reclaimed",
      "nr_isolated_file": "of files that are being reclaimed", "nr_mapped": "of mapped files",
      "nr_shmem": "of shared memory", "nr_slab_reclaimable": "of caches that can be reclaimed",
      "nr_slab_unreclaimable": "of caches that cannot be reclaimed",
      "nr_unevictable": "that cannot be evicted", "nr_writeback": "that are being written",
    ]
    let counts = [
      "nr_dirtied": "Pages that became dirty", "nr_written": "Pages that were written",
      "numa_hit": "Pages allocated where they were wanted",
      "numa_miss": "Pages allocated here and wanted elsewhere",
      "numa_foreign": "Pages wanted here and allocated elsewhere",
      "numa_interleave": "Pages interleaved here as wanted",
      "numa_local": "Pages allocated by a processor of this node",
      "numa_other": "Pages allocated by a processor of another node",
    ]
    var families: [String: FamilyHeader] = [
      "nr_anon_transparent_hugepages": FamilyHeader(
        "node_zoneinfo_nr_anon_transparent_hugepages", .gauge, "Huge pages of anonymous memory."),
      "nr_kernel_stack": FamilyHeader(
        "node_zoneinfo_nr_kernel_stacks", .gauge, "Kernel stacks, in kilobytes since Linux 4.10."),
    ]
    for (key, meaning) in pages {
      let stem = key.hasSuffix("_pages") ? String(key.dropLast(6)) : key
      families[key] = FamilyHeader("node_zoneinfo_\(stem)_pages", .gauge, "Pages \(meaning).")
    }
    for (key, meaning) in counts {
      families[key] = FamilyHeader("node_zoneinfo_\(key)_total", .counter, "\(meaning).")
    }
    return families
  }()
}
