import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct StatDatabaseCollectorTests {
  @Test func writesActivityByDatabase() throws {
    let row =
      ["5", "postgres", "1", "20", "3", "14200", "329", "26", "4", "2", "0", "1"]
      + ["91", "3912", "0.5", "0", "2", "8192"]
      + ["1500.5", "1.5005", "250", "0.25", "0", "0", "12", "1", "0", "2"]
      + [nil, nil, "1795237458.25"]
    #expect(
      try exposition(of: StatDatabaseCollector(), .version(15), [.made([row])]) == """
        # HELP pg_stat_database_numbackends Backends that are connected.
        # TYPE pg_stat_database_numbackends gauge
        pg_stat_database_numbackends{datid="5",datname="postgres"} 1
        # HELP pg_stat_database_xact_commit Transactions that were committed.
        # TYPE pg_stat_database_xact_commit counter
        pg_stat_database_xact_commit{datid="5",datname="postgres"} 20
        # HELP pg_stat_database_xact_rollback Transactions that were rolled back.
        # TYPE pg_stat_database_xact_rollback counter
        pg_stat_database_xact_rollback{datid="5",datname="postgres"} 3
        # HELP pg_stat_database_tup_returned Rows that scans read.
        # TYPE pg_stat_database_tup_returned counter
        pg_stat_database_tup_returned{datid="5",datname="postgres"} 14200
        # HELP pg_stat_database_tup_fetched Rows that index scans fetched.
        # TYPE pg_stat_database_tup_fetched counter
        pg_stat_database_tup_fetched{datid="5",datname="postgres"} 329
        # HELP pg_stat_database_tup_inserted Rows that were inserted.
        # TYPE pg_stat_database_tup_inserted counter
        pg_stat_database_tup_inserted{datid="5",datname="postgres"} 26
        # HELP pg_stat_database_tup_updated Rows that were updated.
        # TYPE pg_stat_database_tup_updated counter
        pg_stat_database_tup_updated{datid="5",datname="postgres"} 4
        # HELP pg_stat_database_tup_deleted Rows that were deleted.
        # TYPE pg_stat_database_tup_deleted counter
        pg_stat_database_tup_deleted{datid="5",datname="postgres"} 2
        # HELP pg_stat_database_conflicts Queries cancelled on a standby, in conflict with the replay of WAL.
        # TYPE pg_stat_database_conflicts counter
        pg_stat_database_conflicts{datid="5",datname="postgres"} 0
        # HELP pg_stat_database_deadlocks Deadlocks that were found.
        # TYPE pg_stat_database_deadlocks counter
        pg_stat_database_deadlocks{datid="5",datname="postgres"} 1
        # HELP pg_stat_database_blks_read Blocks that were read from disk.
        # TYPE pg_stat_database_blks_read counter
        pg_stat_database_blks_read{datid="5",datname="postgres"} 91
        # HELP pg_stat_database_blks_hit Blocks that were found in a buffer.
        # TYPE pg_stat_database_blks_hit counter
        pg_stat_database_blks_hit{datid="5",datname="postgres"} 3912
        # HELP pg_stat_database_blk_read_time Milliseconds spent reading blocks; 0 unless track_io_timing is on.
        # TYPE pg_stat_database_blk_read_time counter
        pg_stat_database_blk_read_time{datid="5",datname="postgres"} 0.5
        # HELP pg_stat_database_blk_write_time Milliseconds spent writing blocks; 0 unless track_io_timing is on.
        # TYPE pg_stat_database_blk_write_time counter
        pg_stat_database_blk_write_time{datid="5",datname="postgres"} 0
        # HELP pg_stat_database_temp_files Temporary files that queries created.
        # TYPE pg_stat_database_temp_files counter
        pg_stat_database_temp_files{datid="5",datname="postgres"} 2
        # HELP pg_stat_database_temp_bytes Bytes that queries wrote to temporary files.
        # TYPE pg_stat_database_temp_bytes counter
        pg_stat_database_temp_bytes{datid="5",datname="postgres"} 8192
        # HELP pg_stat_database_session_time Milliseconds that sessions lasted.
        # TYPE pg_stat_database_session_time counter
        pg_stat_database_session_time{datid="5",datname="postgres"} 1500.5
        # HELP pg_stat_database_session_time_seconds_total Seconds that sessions lasted.
        # TYPE pg_stat_database_session_time_seconds_total counter
        pg_stat_database_session_time_seconds_total{datid="5",datname="postgres"} 1.5005
        # HELP pg_stat_database_active_time Milliseconds that sessions spent executing statements.
        # TYPE pg_stat_database_active_time counter
        pg_stat_database_active_time{datid="5",datname="postgres"} 250
        # HELP pg_stat_database_active_time_seconds_total Seconds that sessions spent executing statements.
        # TYPE pg_stat_database_active_time_seconds_total counter
        pg_stat_database_active_time_seconds_total{datid="5",datname="postgres"} 0.25
        # HELP pg_stat_database_idle_in_transaction_time Milliseconds that sessions spent idle in a transaction.
        # TYPE pg_stat_database_idle_in_transaction_time counter
        pg_stat_database_idle_in_transaction_time{datid="5",datname="postgres"} 0
        # HELP pg_stat_database_idle_in_transaction_time_seconds_total Seconds that sessions spent idle in a transaction.
        # TYPE pg_stat_database_idle_in_transaction_time_seconds_total counter
        pg_stat_database_idle_in_transaction_time_seconds_total{datid="5",datname="postgres"} 0
        # HELP pg_stat_database_sessions Sessions that were begun.
        # TYPE pg_stat_database_sessions counter
        pg_stat_database_sessions{datid="5",datname="postgres"} 12
        # HELP pg_stat_database_sessions_abandoned Sessions whose client was lost.
        # TYPE pg_stat_database_sessions_abandoned counter
        pg_stat_database_sessions_abandoned{datid="5",datname="postgres"} 1
        # HELP pg_stat_database_sessions_fatal Sessions that a fatal error ended.
        # TYPE pg_stat_database_sessions_fatal counter
        pg_stat_database_sessions_fatal{datid="5",datname="postgres"} 0
        # HELP pg_stat_database_sessions_killed Sessions that an operator ended.
        # TYPE pg_stat_database_sessions_killed counter
        pg_stat_database_sessions_killed{datid="5",datname="postgres"} 2
        # HELP pg_stat_database_stats_reset Unix time at which these counters were set to zero.
        # TYPE pg_stat_database_stats_reset counter
        pg_stat_database_stats_reset{datid="5",datname="postgres"} 1795237458.25

        """)
  }

  @Test func whatBelongsToAllDatabasesHasNoName() throws {
    let row = ["0", nil] + Array(repeating: nil, count: 28) + ["3", "1795237458.25", nil]
    let text = try exposition(of: StatDatabaseCollector(), .version(18), [.made([row])])
    #expect(
      samples(text) == [
        "pg_stat_database_checksum_failures{datid=\"0\",datname=\"\"} 3",
        "pg_stat_database_checksum_last_failure{datid=\"0\",datname=\"\"} 1795237458.25",
      ])
  }

  @Test(arguments: [(12, 21), (14, 31), (18, 33)])
  func hasAsManyColumnsAsTheVersion(version: Int, columns: Int) throws {
    let sql = try StatDatabaseCollector().statements(for: .version(ServerVersion(version)))[0].sql
    #expect(sql.split(separator: ",").count == columns)
  }
}
