import Testing

@testable import PgExporter

@Suite struct StatUserIndexesCollectorTests {
  @Test func writesOneSeriesForEachIndex() throws {
    let rows = Rows.made([["votes", "public", "votes", "votes_pkey", "5", "6", "7"]])
    let labels =
      #"{datname="votes",schemaname="public",relname="votes",indexrelname="votes_pkey"}"#
    #expect(
      try exposition(of: StatUserIndexesCollector(), .version(15), [rows]) == """
        # HELP pg_stat_user_indexes_idx_scan_total Scans of the index.
        # TYPE pg_stat_user_indexes_idx_scan_total counter
        pg_stat_user_indexes_idx_scan_total\(labels) 5
        # HELP pg_stat_user_indexes_idx_tup_read_total Entries that scans of the index returned.
        # TYPE pg_stat_user_indexes_idx_tup_read_total counter
        pg_stat_user_indexes_idx_tup_read_total\(labels) 6
        # HELP pg_stat_user_indexes_idx_tup_fetch_total Live rows of the table that simple scans of \
        the index fetched.
        # TYPE pg_stat_user_indexes_idx_tup_fetch_total counter
        pg_stat_user_indexes_idx_tup_fetch_total\(labels) 7

        """)
  }

  @Test func knowsTheTimeOfTheLastScanFromVersion16() throws {
    let statement = try StatUserIndexesCollector().statements(for: .version(16))[0]
    #expect(statement.sql.contains("extract(epoch FROM last_idx_scan)"))
  }

  @Test func unusedIndexesAreServedFirst() throws {
    let statement = try StatUserIndexesCollector().statements(for: .version(15))[0]
    #expect(statement.sql.contains("ORDER BY idx_scan LIMIT"))
  }
}
