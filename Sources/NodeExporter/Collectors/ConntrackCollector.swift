import Shared

/// The table of tracked connections, from `/proc/sys/net/netfilter` and
/// `/proc/net/stat/nf_conntrack`.
struct ConntrackCollector: Collector {
  let name = "conntrack"
  private let count: KernelFile
  private let limit: KernelFile
  private let statistics: KernelFile

  init(_ host: HostPaths) {
    count = host.proc.file("sys/net/netfilter/nf_conntrack_count")
    limit = host.proc.file("sys/net/netfilter/nf_conntrack_max")
    statistics = host.proc.file("net/stat/nf_conntrack")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let countFile = try count.readOrAbsent()
    let limitFile = try limit.readOrAbsent()
    try count.parsing {
      var count = TextCursor(countFile.span)
      metrics.gauge(
        "node_nf_conntrack_entries", "Connections in the tracking table.", try count.integer())
    }
    try limit.parsing {
      var limit = TextCursor(limitFile.span)
      metrics.gauge(
        "node_nf_conntrack_entries_limit", "Connections that the tracking table can hold.",
        try limit.integer())
    }
    do {
      try writeStatistics(into: &metrics)
    } catch is Absent {
      // A kernel built without CONFIG_NF_CONNTRACK_PROCFS counts, but does not tell.
    } catch {
      throw Partial(error)
    }
  }

  private func writeStatistics(into metrics: inout MetricWriter) throws {
    let file = try statistics.readOrAbsent()
    let sums = try statistics.parsing { try Statistics(file.span) }
    for (index, family) in Statistics.families.enumerated() {
      guard let sum = sums[index] else { continue }
      metrics.gauge(family.name, family.help, sum)
    }
  }

  /// The columns of `nf_conntrack`, each summed over the processors.
  struct Statistics {
    static let families: [(column: StaticString, name: String, help: String)] = [
      ("found", "node_nf_conntrack_stat_found", "Lookups that found a connection."),
      (
        "invalid", "node_nf_conntrack_stat_invalid",
        "Packets that belong to no connection that can be tracked."
      ),
      ("ignore", "node_nf_conntrack_stat_ignore", "Packets that are not to be tracked."),
      ("insert", "node_nf_conntrack_stat_insert", "Connections entered into the table."),
      (
        "insert_failed", "node_nf_conntrack_stat_insert_failed",
        "Connections that could not be entered into the table."
      ),
      (
        "drop", "node_nf_conntrack_stat_drop",
        "Packets dropped because their connection could not be tracked."
      ),
      (
        "early_drop", "node_nf_conntrack_stat_early_drop",
        "Connections thrown out to make room for new ones."
      ),
      (
        "search_restart", "node_nf_conntrack_stat_search_restart",
        "Lookups begun anew because the table was resized."
      ),
    ]

    private var sums = [8 of UInt64?](repeating: nil)

    /// A sum, in the order of ``families``; `nil` where this kernel has no such column.
    subscript(index: Int) -> UInt64? { sums[index] }

    /// Reads a line of column names and, for each processor, a line of hexadecimal counts.
    init(_ file: Span<UInt8>) throws {
      var text = TextCursor(file)
      guard var header = text.nextLine() else { return }
      var familyOfColumn: [Int?] = []
      header.skipBlanks()
      while !header.isAtEnd {
        let column = header.slice()
        let family = Self.families.firstIndex { column.equals($0.column) }
        familyOfColumn.append(family)
        if let family { sums[family] = 0 }
        header.skipBlanks()
      }
      while var line = text.nextLine() {
        for family in familyOfColumn {
          line.skipBlanks()
          if line.isAtEnd { break }
          let value = try line.hexadecimal()
          if let family { sums[family] = (sums[family] ?? 0) &+ value }
        }
      }
    }
  }
}
