/// What each kind of backend read and wrote, from `pg_stat_io`.
///
/// A column is NULL where a kind of backend never does such a thing. Until version 18 all reads,
/// writes and extensions are of one block; since then one of them may be of several, and WAL is
/// counted too, whose times need `track_wal_io_timing`.
struct StatIOCollector: ViewCollector {
  let name = "stat_io"

  let views = [
    View(
      "pg_stat_io",
      labels: ["backend_type": "backend_type", "object": "object", "context": "context"],
      columns: [
        .counter("pg_stat_io_reads_total", "reads", "Read operations."),
        .counter(
          "pg_stat_io_read_bytes_total", "reads * op_bytes", "Bytes that were read.", until: 18),
        .counter("pg_stat_io_read_bytes_total", "read_bytes", "Bytes that were read.", since: 18),
        seconds("read", "reading"),
        .counter("pg_stat_io_writes_total", "writes", "Write operations."),
        .counter(
          "pg_stat_io_write_bytes_total", "writes * op_bytes", "Bytes that were written.",
          until: 18),
        .counter(
          "pg_stat_io_write_bytes_total", "write_bytes", "Bytes that were written.", since: 18),
        seconds("write", "writing"),
        .counter(
          "pg_stat_io_writebacks_total", "writebacks",
          "Blocks that the kernel was asked to write to disk."),
        seconds("writeback", "asking the kernel to write to disk"),
        .counter("pg_stat_io_extends_total", "extends", "Operations that made a file longer."),
        .counter(
          "pg_stat_io_extend_bytes_total", "extends * op_bytes",
          "Bytes by which files were made longer.", until: 18),
        .counter(
          "pg_stat_io_extend_bytes_total", "extend_bytes",
          "Bytes by which files were made longer.", since: 18),
        seconds("extend", "making files longer"),
        .counter("pg_stat_io_hits_total", "hits", "Blocks that were found in a buffer."),
        .counter(
          "pg_stat_io_evictions_total", "evictions",
          "Blocks that had to leave a buffer to make room for another."),
        .counter(
          "pg_stat_io_reuses_total", "reuses",
          "Buffers of a ring that were used again for another block."),
        .counter("pg_stat_io_fsyncs_total", "fsyncs", "Calls of fsync."),
        seconds("fsync", "in fsync"),
      ],
      since: 16)
  ]

  private static func seconds(_ operation: String, _ doing: String) -> View.Column {
    .counter(
      "pg_stat_io_\(operation)_time_seconds_total", "\(operation)_time / 1000",
      "Seconds spent \(doing); 0 unless track_io_timing is on.")
  }
}
