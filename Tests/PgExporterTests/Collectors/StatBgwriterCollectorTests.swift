import TestSupport
import Testing

@testable import PgExporter

@Suite struct StatBgwriterCollectorTests {
  @Test func writesEachColumnUnderItsNewNameAndItsOld() throws {
    let row = twice(["3", "1", "4710", "2", "47", "5", "6", "10", "8", "534", "1795237458.5"])
    #expect(
      try exposition(of: StatBgwriterCollector(), .version(15), [.made([row])]) == """
        # HELP pg_stat_bgwriter_checkpoints_timed_total Checkpoints and restartpoints that were due since the time between two had passed.
        # TYPE pg_stat_bgwriter_checkpoints_timed_total counter
        pg_stat_bgwriter_checkpoints_timed_total 3
        # HELP pg_stat_bgwriter_checkpoints_timed Checkpoints and restartpoints that were due since the time between two had passed.
        # TYPE pg_stat_bgwriter_checkpoints_timed counter
        pg_stat_bgwriter_checkpoints_timed 3
        # HELP pg_stat_bgwriter_checkpoints_req_total Checkpoints and restartpoints that were asked for, by a command or since much WAL came.
        # TYPE pg_stat_bgwriter_checkpoints_req_total counter
        pg_stat_bgwriter_checkpoints_req_total 1
        # HELP pg_stat_bgwriter_checkpoints_req Checkpoints and restartpoints that were asked for, by a command or since much WAL came.
        # TYPE pg_stat_bgwriter_checkpoints_req counter
        pg_stat_bgwriter_checkpoints_req 1
        # HELP pg_stat_bgwriter_checkpoint_write_time_total Milliseconds that checkpoints took to write files.
        # TYPE pg_stat_bgwriter_checkpoint_write_time_total counter
        pg_stat_bgwriter_checkpoint_write_time_total 4710
        # HELP pg_stat_bgwriter_checkpoint_write_time Milliseconds that checkpoints took to write files.
        # TYPE pg_stat_bgwriter_checkpoint_write_time counter
        pg_stat_bgwriter_checkpoint_write_time 4710
        # HELP pg_stat_bgwriter_checkpoint_sync_time_total Milliseconds that checkpoints took to get files onto disk.
        # TYPE pg_stat_bgwriter_checkpoint_sync_time_total counter
        pg_stat_bgwriter_checkpoint_sync_time_total 2
        # HELP pg_stat_bgwriter_checkpoint_sync_time Milliseconds that checkpoints took to get files onto disk.
        # TYPE pg_stat_bgwriter_checkpoint_sync_time counter
        pg_stat_bgwriter_checkpoint_sync_time 2
        # HELP pg_stat_bgwriter_buffers_checkpoint_total Buffers that checkpoints wrote.
        # TYPE pg_stat_bgwriter_buffers_checkpoint_total counter
        pg_stat_bgwriter_buffers_checkpoint_total 47
        # HELP pg_stat_bgwriter_buffers_checkpoint Buffers that checkpoints wrote.
        # TYPE pg_stat_bgwriter_buffers_checkpoint counter
        pg_stat_bgwriter_buffers_checkpoint 47
        # HELP pg_stat_bgwriter_buffers_clean_total Buffers that the background writer wrote.
        # TYPE pg_stat_bgwriter_buffers_clean_total counter
        pg_stat_bgwriter_buffers_clean_total 5
        # HELP pg_stat_bgwriter_buffers_clean Buffers that the background writer wrote.
        # TYPE pg_stat_bgwriter_buffers_clean counter
        pg_stat_bgwriter_buffers_clean 5
        # HELP pg_stat_bgwriter_maxwritten_clean_total Rounds that the background writer ended early, having written as much as it may.
        # TYPE pg_stat_bgwriter_maxwritten_clean_total counter
        pg_stat_bgwriter_maxwritten_clean_total 6
        # HELP pg_stat_bgwriter_maxwritten_clean Rounds that the background writer ended early, having written as much as it may.
        # TYPE pg_stat_bgwriter_maxwritten_clean counter
        pg_stat_bgwriter_maxwritten_clean 6
        # HELP pg_stat_bgwriter_buffers_backend_total Buffers that backends had to write themselves.
        # TYPE pg_stat_bgwriter_buffers_backend_total counter
        pg_stat_bgwriter_buffers_backend_total 10
        # HELP pg_stat_bgwriter_buffers_backend Buffers that backends had to write themselves.
        # TYPE pg_stat_bgwriter_buffers_backend counter
        pg_stat_bgwriter_buffers_backend 10
        # HELP pg_stat_bgwriter_buffers_backend_fsync_total Times that a backend had to get a file onto disk itself.
        # TYPE pg_stat_bgwriter_buffers_backend_fsync_total counter
        pg_stat_bgwriter_buffers_backend_fsync_total 8
        # HELP pg_stat_bgwriter_buffers_backend_fsync Times that a backend had to get a file onto disk itself.
        # TYPE pg_stat_bgwriter_buffers_backend_fsync counter
        pg_stat_bgwriter_buffers_backend_fsync 8
        # HELP pg_stat_bgwriter_buffers_alloc_total Buffers that were allocated.
        # TYPE pg_stat_bgwriter_buffers_alloc_total counter
        pg_stat_bgwriter_buffers_alloc_total 534
        # HELP pg_stat_bgwriter_buffers_alloc Buffers that were allocated.
        # TYPE pg_stat_bgwriter_buffers_alloc counter
        pg_stat_bgwriter_buffers_alloc 534
        # HELP pg_stat_bgwriter_stats_reset_total Unix time at which these counters were set to zero.
        # TYPE pg_stat_bgwriter_stats_reset_total counter
        pg_stat_bgwriter_stats_reset_total 1795237458.5
        # HELP pg_stat_bgwriter_stats_reset Unix time at which these counters were set to zero.
        # TYPE pg_stat_bgwriter_stats_reset counter
        pg_stat_bgwriter_stats_reset 1795237458.5

        """)
  }

  @Test func asksTheCheckpointerForWhatMovedThereInVersion17() throws {
    let statements = try StatBgwriterCollector().statements(for: .version(17)).map(\.sql)
    #expect(
      statements == [
        """
        SELECT num_timed + restartpoints_timed, num_timed + restartpoints_timed, \
        num_requested + restartpoints_req, num_requested + restartpoints_req, \
        write_time, write_time, \
        sync_time, sync_time, buffers_written, buffers_written, buffers_clean, buffers_clean, \
        maxwritten_clean, maxwritten_clean, buffers_alloc, buffers_alloc, \
        floor(extract(epoch FROM b.stats_reset)), floor(extract(epoch FROM b.stats_reset)) \
        FROM pg_stat_bgwriter AS b, pg_stat_checkpointer AS c LIMIT 1
        """
      ])
  }

  @Test func leavesOutWhatVersion17NoLongerTells() throws {
    let row = twice(["3", "1", "4710", "2", "47", "5", "6", "534", nil])
    let text = try exposition(of: StatBgwriterCollector(), .version(17), [.made([row])])
    #expect(
      samples(text) == [
        "pg_stat_bgwriter_checkpoints_timed_total 3",
        "pg_stat_bgwriter_checkpoints_timed 3",
        "pg_stat_bgwriter_checkpoints_req_total 1",
        "pg_stat_bgwriter_checkpoints_req 1",
        "pg_stat_bgwriter_checkpoint_write_time_total 4710",
        "pg_stat_bgwriter_checkpoint_write_time 4710",
        "pg_stat_bgwriter_checkpoint_sync_time_total 2",
        "pg_stat_bgwriter_checkpoint_sync_time 2",
        "pg_stat_bgwriter_buffers_checkpoint_total 47",
        "pg_stat_bgwriter_buffers_checkpoint 47",
        "pg_stat_bgwriter_buffers_clean_total 5",
        "pg_stat_bgwriter_buffers_clean 5",
        "pg_stat_bgwriter_maxwritten_clean_total 6",
        "pg_stat_bgwriter_maxwritten_clean 6",
        "pg_stat_bgwriter_buffers_alloc_total 534",
        "pg_stat_bgwriter_buffers_alloc 534",
      ])
  }

  private func twice(_ values: [String?]) -> [String?] { values.flatMap { [$0, $0] } }
}
