import TestSupport
import Testing

@testable import PgExporter

@Suite struct StatDatabaseConflictsCollectorTests {
  @Test func writesTheCancelledQueriesWithTheLabelServer() throws {
    let row = ["5", "postgres", "1", "2", "3", "4", "5", "6"]
    #expect(
      try exposition(of: StatDatabaseConflictsCollector(), .version(16), [.made([row])]) == """
        # HELP pg_stat_database_conflicts_confl_tablespace Queries cancelled since a tablespace was dropped.
        # TYPE pg_stat_database_conflicts_confl_tablespace counter
        pg_stat_database_conflicts_confl_tablespace{datid="5",datname="postgres",server="localhost:5432"} 1
        # HELP pg_stat_database_conflicts_confl_lock Queries cancelled since they waited too long for a lock.
        # TYPE pg_stat_database_conflicts_confl_lock counter
        pg_stat_database_conflicts_confl_lock{datid="5",datname="postgres",server="localhost:5432"} 2
        # HELP pg_stat_database_conflicts_confl_snapshot Queries cancelled since they needed rows that were vacuumed away.
        # TYPE pg_stat_database_conflicts_confl_snapshot counter
        pg_stat_database_conflicts_confl_snapshot{datid="5",datname="postgres",server="localhost:5432"} 3
        # HELP pg_stat_database_conflicts_confl_bufferpin Queries cancelled since they held a buffer that was to be cleaned up.
        # TYPE pg_stat_database_conflicts_confl_bufferpin counter
        pg_stat_database_conflicts_confl_bufferpin{datid="5",datname="postgres",server="localhost:5432"} 4
        # HELP pg_stat_database_conflicts_confl_deadlock Queries cancelled since they and the replay of WAL waited for each other.
        # TYPE pg_stat_database_conflicts_confl_deadlock counter
        pg_stat_database_conflicts_confl_deadlock{datid="5",datname="postgres",server="localhost:5432"} 5
        # HELP pg_stat_database_conflicts_confl_active_logicalslot Uses of logical slots ended, since rows they needed were vacuumed away or the primary no longer writes enough WAL for them.
        # TYPE pg_stat_database_conflicts_confl_active_logicalslot counter
        pg_stat_database_conflicts_confl_active_logicalslot{datid="5",datname="postgres",server="localhost:5432"} 6

        """)
  }

  @Test func logicalSlotsAreNotToldBeforeVersion16() throws {
    let row = ["5", "postgres", "1", "2", "3", "4", "5"]
    let text = try exposition(
      of: StatDatabaseConflictsCollector(), .version(15), [.made([row])])
    #expect(samples(text).count == 5)
  }
}
