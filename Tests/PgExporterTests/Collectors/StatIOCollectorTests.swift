import Shared
import Testing

@testable import PgExporter

@Suite struct StatIOCollectorTests {
  @Test func asksNothingBeforeVersion16() throws {
    #expect(try StatIOCollector().statements(for: .version(15)).isEmpty)
  }

  @Test(arguments: [
    (17, "reads, reads * op_bytes, read_time / 1000"), (18, "reads, read_bytes, read_time / 1000"),
  ])
  func bytesAreCountedByUsBeforeVersion18(version: Int, columns: String) throws {
    let statement = try StatIOCollector().statements(for: .version(ServerVersion(version)))[0].sql
    #expect(statement.contains(columns))
  }

  @Test func whatAKindOfBackendNeverDoesIsAbsent() throws {
    let rows = Rows.made([
      ["client backend", "relation", "normal"]
        + ["91", "745472", "0.004", "2", "16384", "0", "1", "0", "3", "24576", "0.1"]
        + ["3912", "0", nil, "0", "0"],
      ["background writer", "relation", "init"] + Array(repeating: nil, count: 16),
    ])
    #expect(
      try exposition(of: StatIOCollector(), .version(18), [rows]) == """
        # HELP pg_stat_io_reads_total Read operations.
        # TYPE pg_stat_io_reads_total counter
        pg_stat_io_reads_total{backend_type="client backend",object="relation",context="normal"} 91
        # HELP pg_stat_io_read_bytes_total Bytes that were read.
        # TYPE pg_stat_io_read_bytes_total counter
        pg_stat_io_read_bytes_total{backend_type="client backend",object="relation",context="normal"} 745472
        # HELP pg_stat_io_read_time_seconds_total Seconds spent reading; 0 unless track_io_timing is on.
        # TYPE pg_stat_io_read_time_seconds_total counter
        pg_stat_io_read_time_seconds_total{backend_type="client backend",object="relation",context="normal"} 0.004
        # HELP pg_stat_io_writes_total Write operations.
        # TYPE pg_stat_io_writes_total counter
        pg_stat_io_writes_total{backend_type="client backend",object="relation",context="normal"} 2
        # HELP pg_stat_io_write_bytes_total Bytes that were written.
        # TYPE pg_stat_io_write_bytes_total counter
        pg_stat_io_write_bytes_total{backend_type="client backend",object="relation",context="normal"} 16384
        # HELP pg_stat_io_write_time_seconds_total Seconds spent writing; 0 unless track_io_timing is on.
        # TYPE pg_stat_io_write_time_seconds_total counter
        pg_stat_io_write_time_seconds_total{backend_type="client backend",object="relation",context="normal"} 0
        # HELP pg_stat_io_writebacks_total Blocks that the kernel was asked to write to disk.
        # TYPE pg_stat_io_writebacks_total counter
        pg_stat_io_writebacks_total{backend_type="client backend",object="relation",context="normal"} 1
        # HELP pg_stat_io_writeback_time_seconds_total Seconds spent asking the kernel to write to disk; 0 unless track_io_timing is on.
        # TYPE pg_stat_io_writeback_time_seconds_total counter
        pg_stat_io_writeback_time_seconds_total{backend_type="client backend",object="relation",context="normal"} 0
        # HELP pg_stat_io_extends_total Operations that made a file longer.
        # TYPE pg_stat_io_extends_total counter
        pg_stat_io_extends_total{backend_type="client backend",object="relation",context="normal"} 3
        # HELP pg_stat_io_extend_bytes_total Bytes by which files were made longer.
        # TYPE pg_stat_io_extend_bytes_total counter
        pg_stat_io_extend_bytes_total{backend_type="client backend",object="relation",context="normal"} 24576
        # HELP pg_stat_io_extend_time_seconds_total Seconds spent making files longer; 0 unless track_io_timing is on.
        # TYPE pg_stat_io_extend_time_seconds_total counter
        pg_stat_io_extend_time_seconds_total{backend_type="client backend",object="relation",context="normal"} 0.1
        # HELP pg_stat_io_hits_total Blocks that were found in a buffer.
        # TYPE pg_stat_io_hits_total counter
        pg_stat_io_hits_total{backend_type="client backend",object="relation",context="normal"} 3912
        # HELP pg_stat_io_evictions_total Blocks that had to leave a buffer to make room for another.
        # TYPE pg_stat_io_evictions_total counter
        pg_stat_io_evictions_total{backend_type="client backend",object="relation",context="normal"} 0
        # HELP pg_stat_io_fsyncs_total Calls of fsync.
        # TYPE pg_stat_io_fsyncs_total counter
        pg_stat_io_fsyncs_total{backend_type="client backend",object="relation",context="normal"} 0
        # HELP pg_stat_io_fsync_time_seconds_total Seconds spent in fsync; 0 unless track_io_timing is on.
        # TYPE pg_stat_io_fsync_time_seconds_total counter
        pg_stat_io_fsync_time_seconds_total{backend_type="client backend",object="relation",context="normal"} 0

        """)
  }
}
