import ArgumentParser
import Shared

/// Disks that are caches of slower disks, from `/sys/fs/bcache`
/// (`Documentation/admin-guide/bcache.rst`).
struct BcacheCollector: Collector {
  let name = "bcache"
  private let sys: FileTree
  private let hasPriorities: Bool
  private static let folder = "fs/bcache"

  struct Options: ParsableArguments, Sendable {
    @Flag(
      name: .customLong("collector.bcache.priorityStats"),
      help: "Expose what is in the buckets of each cache, which the kernel has to sort for it.")
    var priorityStats = false
  }

  init(_ host: HostPaths, _ options: Options) {
    sys = host.sys
    hasPriorities = options.priorityStats
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var groups = FamilyGroups()
    // The folder of a set of disks is its UUID; the others are how to register one.
    for uuid in try Absent.or([], { try sys.namesOrAbsent(in: Self.folder) })
    where uuid.contains("-") {
      write(uuid, into: &groups, noting: &losses)
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  private func write(
    _ uuid: String, into groups: inout FamilyGroups, noting losses: inout Losses
  ) {
    let folder = "\(Self.folder)/\(uuid)"
    write(Self.ofSet, in: folder, Labels([Label("uuid", uuid)]), into: &groups, noting: &losses)
    for name in (try? sys.names(in: folder)) ?? [] {
      if name.isNumbered("bdev") {
        let labels = Labels([Label("backing_device", name), Label("uuid", uuid)])
        write(Self.ofDisk, in: "\(folder)/\(name)", labels, into: &groups, noting: &losses)
        writeback("\(folder)/\(name)", labels, into: &groups, noting: &losses)
      } else if name.isNumbered("cache") {
        let labels = Labels([Label("cache_device", name), Label("uuid", uuid)])
        write(Self.ofCache, in: "\(folder)/\(name)", labels, into: &groups, noting: &losses)
        if hasPriorities {
          priorities("\(folder)/\(name)", labels, into: &groups, noting: &losses)
        }
      }
    }
  }

  private func write(
    _ numbers: [NumberFile], in folder: String, _ labels: Labels, into groups: inout FamilyGroups,
    noting losses: inout Losses
  ) {
    for number in numbers {
      let file = sys.fileReadOnce("\(folder)/\(number.file)")
      guard let value = file.measured(.bcache, noting: &losses) else { continue }
      groups.append(number.header, number.unit.base(value), labels)
    }
  }

  /// Lines of `rate:  1.1M/sec`.
  private func writeback(
    _ folder: String, _ labels: Labels, into groups: inout FamilyGroups,
    noting losses: inout Losses
  ) {
    let file = sys.fileReadOnce("\(folder)/writeback_rate_debug")
    guard let contents = try? file.read() else { return }
    var lines = TextCursor(contents.span)
    while var line = lines.nextLine() {
      guard let header = Self.ofWriteback[line.field(upTo: ":")] else { continue }
      let text = line.field()
      let number = text.dropping(suffix: "/sec") ?? text
      if let value = HumanNumber.value(number, .bcache) {
        groups.append(header, value, labels)
      } else {
        losses.note(file.malformed(ParseError(expected: "a number", found: text), in: header.name))
      }
    }
  }

  /// Lines of `Unused: 99%`.
  private func priorities(
    _ folder: String, _ labels: Labels, into groups: inout FamilyGroups,
    noting losses: inout Losses
  ) {
    let file = sys.fileReadOnce("\(folder)/priority_stats")
    guard let contents = try? file.read() else { return }
    losses.noting {
      try file.parsing {
        var lines = TextCursor(contents.span)
        while var line = lines.nextLine() {
          guard let header = Self.ofPriorities[line.field(upTo: ":")] else { continue }
          var percent = line.slice(upTo: "%")
          groups.append(header, try percent.integer(), labels)
        }
      }
    }
  }
}

// MARK: - Families

extension BcacheCollector {
  private static let ofSet: [NumberFile] = [
    .gauge(
      "average_key_size", "node_bcache_average_key_size_sectors",
      "Sectors that a key of the index stands for, on average."),
    .gauge(
      "btree_cache_size", "node_bcache_btree_cache_size_bytes",
      "Memory that the index takes."),
    .gauge(
      "cache_available_percent", "node_bcache_cache_available_percent",
      "How much of the caches holds nothing that is yet to be written to a disk behind them."),
    .gauge("congested", "node_bcache_congested", "How late the caches are."),
    .gauge(
      "root_usage_percent", "node_bcache_root_usage_percent", "How full the index's root is."),
    .gauge("tree_depth", "node_bcache_tree_depth", "Levels of the index below its root."),
    .gauge(
      "internal/active_journal_entries", "node_bcache_active_journal_entries",
      "Entries of the journal that are newer than the index."),
    .gauge("internal/btree_nodes", "node_bcache_btree_nodes", "Nodes of the index."),
    .gauge(
      "internal/btree_read_average_duration_us", "node_bcache_btree_read_average_duration_seconds",
      "Time that reading a node of the index takes, on average.", .decimals(6)),
    .counter(
      "internal/cache_read_races", "node_bcache_cache_read_races_total",
      "Reads whose place was given to other data meanwhile."),
  ]

  private static let ofDisk: [NumberFile] = [
    .gauge(
      "dirty_data", "node_bcache_dirty_data_bytes",
      "Data of the disk that only the cache has yet."),
    .counter(
      "stats_total/bypassed", "node_bcache_bypassed_bytes_total",
      "Data read and written past the cache."),
    .counter("stats_total/cache_hits", "node_bcache_cache_hits_total", "Reads that hit the cache."),
    .counter(
      "stats_total/cache_misses", "node_bcache_cache_misses_total", "Reads that missed the cache."),
    .counter(
      "stats_total/cache_bypass_hits", "node_bcache_cache_bypass_hits_total",
      "Requests past the cache for what was in it."),
    .counter(
      "stats_total/cache_bypass_misses", "node_bcache_cache_bypass_misses_total",
      "Requests past the cache for what was not in it."),
    .counter(
      "stats_total/cache_miss_collisions", "node_bcache_cache_miss_collisions_total",
      "Misses whose data came into the cache by a write meanwhile."),
    .counter(
      "stats_total/cache_readaheads", "node_bcache_cache_readaheads_total", "Readings ahead."),
  ]

  private static let ofCache: [NumberFile] = [
    .gauge("io_errors", "node_bcache_io_errors", "Errors of late; the count fades with time."),
    .counter(
      "metadata_written", "node_bcache_metadata_written_bytes_total",
      "Bytes written to the cache that are no data."),
    .counter("written", "node_bcache_written_bytes_total", "Data written to the cache."),
  ]

  private static func gauge(_ family: String, _ help: String) -> FamilyHeader {
    FamilyHeader("node_bcache_\(family)", .gauge, help)
  }

  private static let ofWriteback: [String: FamilyHeader] = [
    "rate": gauge("writeback_rate", "Bytes per second that are to go from the cache to the disk."),
    "target": gauge(
      "dirty_target_bytes", "Data that only the cache is to have, as the rate aims at."),
    "proportional": gauge(
      "writeback_rate_proportional_term", "The part of the rate that goes with the distance."),
    "integral": gauge(
      "writeback_rate_integral_term", "The part of the rate that goes with past distances."),
    "change": gauge("writeback_change", "By how much the rate changed last."),
  ]

  private static let ofPriorities: [String: FamilyHeader] = [
    "Unused": gauge("priority_stats_unused_percent", "How much of the cache holds nothing."),
    "Metadata": gauge("priority_stats_metadata_percent", "How much of the cache is no data."),
  ]
}
