import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct StatCheckpointerCollectorTests {
  @Test func asksNothingBeforeVersion17() throws {
    #expect(try StatCheckpointerCollector().statements(for: .version(16)).isEmpty)
  }

  @Test func writesWhatVersion18Tells() throws {
    let row = [
      "41", "2", "39", "7", "1", "6", "4710", "2.5", "512", "12", "1795237458.381947",
    ]
    #expect(
      try exposition(of: StatCheckpointerCollector(), .version(18), [.made([row])]) == """
        # HELP pg_stat_checkpointer_num_timed_total Checkpoints that were due since the time between two had passed.
        # TYPE pg_stat_checkpointer_num_timed_total counter
        pg_stat_checkpointer_num_timed_total 41
        # HELP pg_stat_checkpointer_num_requested_total Checkpoints that were asked for, by a command or since much WAL was written.
        # TYPE pg_stat_checkpointer_num_requested_total counter
        pg_stat_checkpointer_num_requested_total 2
        # HELP pg_stat_checkpointer_num_done_total Checkpoints that were completed.
        # TYPE pg_stat_checkpointer_num_done_total counter
        pg_stat_checkpointer_num_done_total 39
        # HELP pg_stat_checkpointer_restartpoints_timed_total Restartpoints of a standby that were due since the time between two had passed.
        # TYPE pg_stat_checkpointer_restartpoints_timed_total counter
        pg_stat_checkpointer_restartpoints_timed_total 7
        # HELP pg_stat_checkpointer_restartpoints_req_total Restartpoints of a standby that were asked for.
        # TYPE pg_stat_checkpointer_restartpoints_req_total counter
        pg_stat_checkpointer_restartpoints_req_total 1
        # HELP pg_stat_checkpointer_restartpoints_done_total Restartpoints of a standby that were completed.
        # TYPE pg_stat_checkpointer_restartpoints_done_total counter
        pg_stat_checkpointer_restartpoints_done_total 6
        # HELP pg_stat_checkpointer_write_time_total Milliseconds that checkpoints and restartpoints took to write files.
        # TYPE pg_stat_checkpointer_write_time_total counter
        pg_stat_checkpointer_write_time_total 4710
        # HELP pg_stat_checkpointer_sync_time_total Milliseconds that checkpoints and restartpoints took to get files onto disk.
        # TYPE pg_stat_checkpointer_sync_time_total counter
        pg_stat_checkpointer_sync_time_total 2.5
        # HELP pg_stat_checkpointer_buffers_written_total Shared buffers that checkpoints and restartpoints wrote.
        # TYPE pg_stat_checkpointer_buffers_written_total counter
        pg_stat_checkpointer_buffers_written_total 512
        # HELP pg_stat_checkpointer_slru_written_total Buffers of the SLRU caches that checkpoints and restartpoints wrote.
        # TYPE pg_stat_checkpointer_slru_written_total counter
        pg_stat_checkpointer_slru_written_total 12
        # HELP pg_stat_checkpointer_stats_reset_total Unix time at which these counters were set to zero.
        # TYPE pg_stat_checkpointer_stats_reset_total counter
        pg_stat_checkpointer_stats_reset_total 1795237458.381947

        """)
  }

  @Test func version17HasTwoColumnsLess() throws {
    let row = ["41", "2", "7", "1", "6", "4710", "2.5", "512", nil]
    let text = try exposition(of: StatCheckpointerCollector(), .version(17), [.made([row])])
    #expect(
      samples(text) == [
        "pg_stat_checkpointer_num_timed_total 41",
        "pg_stat_checkpointer_num_requested_total 2",
        "pg_stat_checkpointer_restartpoints_timed_total 7",
        "pg_stat_checkpointer_restartpoints_req_total 1",
        "pg_stat_checkpointer_restartpoints_done_total 6",
        "pg_stat_checkpointer_write_time_total 4710",
        "pg_stat_checkpointer_sync_time_total 2.5",
        "pg_stat_checkpointer_buffers_written_total 512",
      ])
  }
}
