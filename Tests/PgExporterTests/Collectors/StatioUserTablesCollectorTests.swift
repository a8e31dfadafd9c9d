import Testing

@testable import PgExporter

@Suite struct StatioUserTablesCollectorTests {
  @Test func aTableWithoutIndexOrToastHasNoSeriesOfThem() throws {
    let rows = Rows.made([["votes", "public", "votes", "1", "2", nil, nil, nil, nil, nil, nil]])
    let labels = #"{datname="votes",schemaname="public",relname="votes"}"#
    #expect(
      try exposition(of: StatioUserTablesCollector(), .version(15), [rows]) == """
        # HELP pg_statio_user_tables_heap_blocks_read Blocks of the table that were not in the cache.
        # TYPE pg_statio_user_tables_heap_blocks_read counter
        pg_statio_user_tables_heap_blocks_read\(labels) 1
        # HELP pg_statio_user_tables_heap_blocks_hit Blocks of the table that were in the cache.
        # TYPE pg_statio_user_tables_heap_blocks_hit counter
        pg_statio_user_tables_heap_blocks_hit\(labels) 2

        """)
  }
}
