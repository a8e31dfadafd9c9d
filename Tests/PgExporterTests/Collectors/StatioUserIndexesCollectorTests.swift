import Testing

@testable import PgExporter

@Suite struct StatioUserIndexesCollectorTests {
  @Test func namesTheDatabaseOnlyWhereThereAreSeveral() throws {
    var server = ServerInfo.version(15)
    let row = ["public", "votes", "votes_pkey", "5", "6"]
    let one = try exposition(of: StatioUserIndexesCollector(), server, [Rows.made([row])])
    #expect(
      one.contains(
        """
        pg_statio_user_indexes_idx_blks_hit_total{schemaname="public",relname="votes",\
        indexrelname="votes_pkey"} 6

        """))
    server.hasSeveralDatabases = true
    let several = try exposition(
      of: StatioUserIndexesCollector(), server, [Rows.made([["poll"] + row])])
    #expect(
      several.contains(
        """
        pg_statio_user_indexes_idx_blks_read_total{datname="poll",schemaname="public",\
        relname="votes",indexrelname="votes_pkey"} 5

        """))
  }
}
