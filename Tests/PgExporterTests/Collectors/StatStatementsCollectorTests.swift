import ArgumentParser
import Shared
import Testing

@testable import PgExporter

@Suite struct StatStatementsCollectorTests {
  private func collector(_ flags: String...) throws -> StatStatementsCollector {
    StatStatementsCollector(
      try StatStatementsOptions.parse(flags.map { "--collector.stat_statements.\($0)" }))
  }

  private func server(extension version: ExtensionVersion = ExtensionVersion(1, 10)) -> ServerInfo {
    var server = ServerInfo.version(15)
    server.extensions["pg_stat_statements"] = InstalledExtension(
      schema: "\"My ext\"", version: version)
    return server
  }

  private func sql(
    _ collector: StatStatementsCollector, _ version: ExtensionVersion = ExtensionVersion(1, 10)
  ) throws -> String {
    try collector.statements(for: server(extension: version))[1].sql
  }

  private let loaded = Rows.made([["t"]])

  @Test func writesTheFamiliesOfUpstream() throws {
    let rows = Rows.made([
      ["app", "votes", "-42", "7", "0.25", "70", "0.5", "0.125"],
      ["app", "votes", "43", "1", "1e-05", "0", "0", "0"],
    ])
    #expect(
      try exposition(of: try collector(), server(), [loaded, rows]) == """
        # HELP pg_stat_statements_calls_total How often the statement was executed.
        # TYPE pg_stat_statements_calls_total counter
        pg_stat_statements_calls_total{user="app",datname="votes",queryid="-42"} 7
        pg_stat_statements_calls_total{user="app",datname="votes",queryid="43"} 1
        # HELP pg_stat_statements_seconds_total Time spent in the statement.
        # TYPE pg_stat_statements_seconds_total counter
        pg_stat_statements_seconds_total{user="app",datname="votes",queryid="-42"} 0.25
        pg_stat_statements_seconds_total{user="app",datname="votes",queryid="43"} 1e-05
        # HELP pg_stat_statements_rows_total Rows that the statement returned or changed.
        # TYPE pg_stat_statements_rows_total counter
        pg_stat_statements_rows_total{user="app",datname="votes",queryid="-42"} 70
        pg_stat_statements_rows_total{user="app",datname="votes",queryid="43"} 0
        # HELP pg_stat_statements_block_read_seconds_total Time the statement waited for blocks to \
        be read, if track_io_timing is on.
        # TYPE pg_stat_statements_block_read_seconds_total counter
        pg_stat_statements_block_read_seconds_total{user="app",datname="votes",queryid="-42"} 0.5
        pg_stat_statements_block_read_seconds_total{user="app",datname="votes",queryid="43"} 0
        # HELP pg_stat_statements_block_write_seconds_total Time the statement waited for blocks to \
        be written, if track_io_timing is on.
        # TYPE pg_stat_statements_block_write_seconds_total counter
        pg_stat_statements_block_write_seconds_total{user="app",datname="votes",queryid="-42"} 0.125
        pg_stat_statements_block_write_seconds_total{user="app",datname="votes",queryid="43"} 0

        """)
  }

  @Test func aTextThatTwoUsersHaveIsServedOnce() throws {
    let text = "SELECT \"vote\"\nFROM votes"
    let rows = Rows.made([
      ["app", "votes", "42", "7", "1", "7", "0", "0", text],
      ["web", "votes", "42", "7", "1", "7", "0", "0", text],
    ])
    let page = try exposition(of: try collector("include_query"), server(), [loaded, rows])
    #expect(
      page.split(separator: "\n").filter { $0.contains("FROM votes") } == [
        #"pg_stat_statements_query_id{queryid="42",query="SELECT \"vote\"\nFROM votes"} 1"#
      ])
  }

  @Test func textsAreNotEvenAskedForByDefault() throws {
    #expect(try sql(collector()).contains(#"FROM "My ext".pg_stat_statements(false)"#))
    #expect(!(try sql(collector()).contains("left(query")))
    let withTexts = try sql(collector("include_query", "query_length=60"))
    #expect(withTexts.contains(#"FROM "My ext".pg_stat_statements(true)"#))
    #expect(withTexts.contains("left(query, 60)"))
  }

  @Test(arguments: [
    (ExtensionVersion(1, 7), "sum(total_time)", "sum(blk_read_time)"),
    (ExtensionVersion(1, 8), "sum(total_exec_time)", "sum(blk_read_time)"),
    (ExtensionVersion(1, 10), "sum(total_exec_time)", "sum(blk_read_time)"),
    (ExtensionVersion(1, 11), "sum(total_exec_time)", "sum(shared_blk_read_time)"),
  ])
  func theExtensionsVersionDecidesTheColumns(
    version: ExtensionVersion, time: String, blocks: String
  ) throws {
    let sql = try sql(collector(), version)
    #expect(sql.contains(time))
    #expect(sql.contains(blocks))
  }

  @Test func leavesOutDatabasesAndUsers() throws {
    let sql = try sql(collector("exclude_databases=a, it's", "exclude_users=bob"))
    #expect(
      sql.contains(
        "WHERE d.datname NOT IN (E'a', E'it''s') AND pg_get_userbyid(s.userid) NOT IN (E'bob')"))
  }

  @Test func takesTheSlowest() throws {
    #expect(try sql(collector("limit=5")).contains("ORDER BY s.seconds DESC LIMIT 5"))
  }

  @Test func withoutTheExtensionThereIsNothing() throws {
    #expect(throws: Absent.self) { try collector().statements(for: .version(15)) }
  }

  @Test func withoutTheLibraryThereIsNothing() throws {
    #expect(throws: Absent.self) {
      try exposition(of: try collector(), server(), [Rows.made([["f"]]), Rows.made([])])
    }
  }

  @Test(arguments: ["limit=0", "query_length=0", "limit=-1"])
  func refuses(flag: String) {
    #expect(throws: (any Error).self) { try collector(flag) }
  }
}
