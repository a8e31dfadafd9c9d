import Shared

/// The counters of one line of `/proc/diskstats`, after its device's numbers and name.
///
/// See the kernel's Documentation/admin-guide/iostats.rst.
struct DiskStatistics {
  /// Requests, merged requests, sectors of 512 bytes and milliseconds of reads, the same of
  /// writes, requests under way, milliseconds busy, milliseconds weighted; since Linux 4.18
  /// four of discards; since 5.5 requests and milliseconds of flushes.
  private(set) var values = [17 of UInt64](repeating: 0)
  /// How many of ``values`` this kernel has.
  private(set) var count = 0

  init(_ line: inout TextCursor) throws(ParseError) {
    while count < values.count {
      line.skipBlanks()
      if line.isAtEnd { break }
      values[count] = try line.integer()
      count += 1
    }
    if count == 0 { throw ParseError(expected: "a device's counters", found: "") }
  }

  enum Unit {
    case count, sectors, milliseconds
  }

  /// What the columns become, in order.
  static let families: [(name: String, kind: MetricKind, unit: Unit, help: String)] = [
    ("node_disk_reads_completed_total", .counter, .count, "Reads that were completed."),
    ("node_disk_reads_merged_total", .counter, .count, "Reads that were merged with others."),
    ("node_disk_read_bytes_total", .counter, .sectors, "Bytes that were read."),
    (
      "node_disk_read_time_seconds_total", .counter, .milliseconds,
      "Seconds that all reads took together."
    ),
    ("node_disk_writes_completed_total", .counter, .count, "Writes that were completed."),
    ("node_disk_writes_merged_total", .counter, .count, "Writes that were merged with others."),
    ("node_disk_written_bytes_total", .counter, .sectors, "Bytes that were written."),
    (
      "node_disk_write_time_seconds_total", .counter, .milliseconds,
      "Seconds that all writes took together."
    ),
    ("node_disk_io_now", .gauge, .count, "Requests that are under way."),
    (
      "node_disk_io_time_seconds_total", .counter, .milliseconds,
      "Seconds in which a request was under way."
    ),
    (
      "node_disk_io_time_weighted_seconds_total", .counter, .milliseconds,
      "Seconds in which requests were under way, times their number."
    ),
    ("node_disk_discards_completed_total", .counter, .count, "Discards that were completed."),
    (
      "node_disk_discards_merged_total", .counter, .count,
      "Discards that were merged with others."
    ),
    (
      "node_disk_discarded_sectors_total", .counter, .count,
      "Sectors of 512 bytes that were discarded."
    ),
    (
      "node_disk_discard_time_seconds_total", .counter, .milliseconds,
      "Seconds that all discards took together."
    ),
    ("node_disk_flush_requests_total", .counter, .count, "Flushes that were completed."),
    (
      "node_disk_flush_requests_time_seconds_total", .counter, .milliseconds,
      "Seconds that all flushes took together."
    ),
  ]
}
