import Shared
import Testing

@testable import PgExporter

@Suite struct StatSLRUCollectorTests {
  @Test func asksNothingBeforeVersion13() throws {
    #expect(try StatSLRUCollector().statements(for: .version(12)).isEmpty)
  }

  @Test func writesEachCache() throws {
    let caches = Rows.made([
      ["Xact", "1", "2", "3", "4", "5", "6", "7", "1795237458.5"],
      ["other", "0", "0", "0", "0", "0", "0", "0", nil],
    ])
    #expect(
      try exposition(of: StatSLRUCollector(), .version(15), [caches]) == """
        # HELP pg_stat_slru_blks_zeroed_total Blocks that were made empty.
        # TYPE pg_stat_slru_blks_zeroed_total counter
        pg_stat_slru_blks_zeroed_total{slru="Xact"} 1
        pg_stat_slru_blks_zeroed_total{slru="other"} 0
        # HELP pg_stat_slru_blks_hit_total Blocks that were found in the cache.
        # TYPE pg_stat_slru_blks_hit_total counter
        pg_stat_slru_blks_hit_total{slru="Xact"} 2
        pg_stat_slru_blks_hit_total{slru="other"} 0
        # HELP pg_stat_slru_blks_read_total Blocks that were read from disk.
        # TYPE pg_stat_slru_blks_read_total counter
        pg_stat_slru_blks_read_total{slru="Xact"} 3
        pg_stat_slru_blks_read_total{slru="other"} 0
        # HELP pg_stat_slru_blks_written_total Blocks that were written to disk.
        # TYPE pg_stat_slru_blks_written_total counter
        pg_stat_slru_blks_written_total{slru="Xact"} 4
        pg_stat_slru_blks_written_total{slru="other"} 0
        # HELP pg_stat_slru_blks_exists_total Blocks that were looked for, to see whether they exist.
        # TYPE pg_stat_slru_blks_exists_total counter
        pg_stat_slru_blks_exists_total{slru="Xact"} 5
        pg_stat_slru_blks_exists_total{slru="other"} 0
        # HELP pg_stat_slru_flushes_total Flushes of all changed blocks.
        # TYPE pg_stat_slru_flushes_total counter
        pg_stat_slru_flushes_total{slru="Xact"} 6
        pg_stat_slru_flushes_total{slru="other"} 0
        # HELP pg_stat_slru_truncates_total Times that old blocks were dropped.
        # TYPE pg_stat_slru_truncates_total counter
        pg_stat_slru_truncates_total{slru="Xact"} 7
        pg_stat_slru_truncates_total{slru="other"} 0
        # HELP pg_stat_slru_stats_reset_timestamp_seconds Unix time at which these counters were set to zero.
        # TYPE pg_stat_slru_stats_reset_timestamp_seconds gauge
        pg_stat_slru_stats_reset_timestamp_seconds{slru="Xact"} 1795237458.5

        """)
  }
}
