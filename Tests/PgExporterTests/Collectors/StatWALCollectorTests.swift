import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct StatWALCollectorTests {
  @Test func asksNothingBeforeVersion14() throws {
    #expect(try StatWALCollector().statements(for: .version(13)).isEmpty)
  }

  @Test func writesWhatWasMadeAndWritten() throws {
    let row = ["120", "7", "184467440737095516160", "1", "55", "54", "0.012", "0.9", "1795237458"]
    #expect(
      try exposition(of: StatWALCollector(), .version(15), [.made([row])]) == """
        # HELP pg_stat_wal_records_total WAL records that were made.
        # TYPE pg_stat_wal_records_total counter
        pg_stat_wal_records_total 120
        # HELP pg_stat_wal_full_page_images_total Images of whole pages in the WAL.
        # TYPE pg_stat_wal_full_page_images_total counter
        pg_stat_wal_full_page_images_total 7
        # HELP pg_stat_wal_bytes_total Bytes of WAL that were made.
        # TYPE pg_stat_wal_bytes_total counter
        pg_stat_wal_bytes_total 184467440737095516160
        # HELP pg_stat_wal_buffers_full_total Times that WAL had to be written since its buffers were full.
        # TYPE pg_stat_wal_buffers_full_total counter
        pg_stat_wal_buffers_full_total 1
        # HELP pg_stat_wal_writes_total Writes of WAL buffers to disk.
        # TYPE pg_stat_wal_writes_total counter
        pg_stat_wal_writes_total 55
        # HELP pg_stat_wal_syncs_total Times that WAL files were synced.
        # TYPE pg_stat_wal_syncs_total counter
        pg_stat_wal_syncs_total 54
        # HELP pg_stat_wal_write_time_seconds_total Seconds spent writing WAL; 0 unless track_wal_io_timing is on.
        # TYPE pg_stat_wal_write_time_seconds_total counter
        pg_stat_wal_write_time_seconds_total 0.012
        # HELP pg_stat_wal_sync_time_seconds_total Seconds spent syncing WAL files; 0 unless track_wal_io_timing is on.
        # TYPE pg_stat_wal_sync_time_seconds_total counter
        pg_stat_wal_sync_time_seconds_total 0.9
        # HELP pg_stat_wal_stats_reset_timestamp_seconds Unix time at which these counters were set to zero.
        # TYPE pg_stat_wal_stats_reset_timestamp_seconds gauge
        pg_stat_wal_stats_reset_timestamp_seconds 1795237458

        """)
  }

  @Test func version18TellsOnlyWhatWasMade() throws {
    let row = ["120", "7", "81920", "1", nil]
    let text = try exposition(of: StatWALCollector(), .version(18), [.made([row])])
    #expect(
      samples(text) == [
        "pg_stat_wal_records_total 120",
        "pg_stat_wal_full_page_images_total 7",
        "pg_stat_wal_bytes_total 81920",
        "pg_stat_wal_buffers_full_total 1",
      ])
  }
}
