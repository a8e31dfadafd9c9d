import Shared
import Testing

@testable import PgExporter

@Suite struct TableSizesTests {
  private let counters = Rows.made([])
  private let sizes = Rows.made([["votes", "public", "votes", "16384", "49152"]])

  private func collector(_ flags: String...) throws -> StatUserTablesCollector {
    StatUserTablesCollector(try StatUserTablesOptions.parse(flags))
  }

  private func server(_ label: String = "db:5432", _ database: String = "votes") -> ServerInfo {
    ServerInfo(version: 15, database: database, label: label)
  }

  @Test func areServedWithTheirAge() throws {
    let page = try exposition(of: collector(), server(), [counters, sizes])
    #expect(
      page.hasPrefix(
        """
        # HELP pg_stat_user_tables_index_size_bytes Bytes that the table's indexes take on disk.
        # TYPE pg_stat_user_tables_index_size_bytes gauge
        pg_stat_user_tables_index_size_bytes{datname="votes",schemaname="public",relname="votes"} \
        16384
        # HELP pg_stat_user_tables_table_size_bytes Bytes that the table takes on disk without its \
        indexes.
        # TYPE pg_stat_user_tables_table_size_bytes gauge
        pg_stat_user_tables_table_size_bytes{datname="votes",schemaname="public",relname="votes"} \
        49152
        # HELP pg_stat_user_tables_size_age_seconds Seconds since the sizes were read.
        # TYPE pg_stat_user_tables_size_age_seconds gauge
        pg_stat_user_tables_size_age_seconds{datname="votes"} 
        """))
  }

  @Test func areServedAgainWithoutAskingTheServer() throws {
    let collector = try collector()
    #expect(collector.statements(for: server()).count == 2)
    _ = try exposition(of: collector, server(), [counters, sizes])
    #expect(collector.statements(for: server()).count == 1)
    let page = try exposition(of: collector, server(), [counters])
    #expect(page.contains("} 49152\n"))
    #expect(page.contains("size_age_seconds{datname=\"votes\"} "))
  }

  @Test(arguments: [("other:5432", "votes"), ("db:5432", "other")])
  func areKeptForEachDatabaseByItself(label: String, database: String) throws {
    let collector = try collector()
    _ = try exposition(of: collector, server(), [counters, sizes])
    #expect(collector.statements(for: server(label, database)).count == 2)
    #expect(try exposition(of: collector, server(label, database), [counters]) == "")
  }

  @Test func areAskedForEachTimeWhenNoAgeIsAllowed() throws {
    let collector = try collector("--collector.stat_user_tables.size-max-age=0s")
    _ = try exposition(of: collector, server(), [counters, sizes])
    #expect(collector.statements(for: server()).count == 2)
  }

  @Test func aFailureCostsOnlyTheSizes() throws {
    let counters = Rows.made([
      ["votes", "public", "votes"] + (0..<20).map { "\($0)" }
    ])
    let answers = Answers(
      server(), [.success(counters), .failure(PgError("canceling statement due to lock timeout"))])
    let collector = try collector()
    var metrics = MetricWriter()
    #expect(throws: Partial.self) { try collector.write(answers, into: &metrics) }
    let families = metrics.finish()
    #expect(families.families.first?.name == "pg_stat_user_tables_seq_scan")
    #expect(collector.statements(for: server()).count == 2)
  }

  @Test func theOldestMakeRoomForOthers() throws {
    let collector = try collector()
    let many = Rows.made(
      (0..<40_000).map { ["d", "public", "t\($0)", "1", "1"] })
    for label in ["first:1", "second:1", "third:1"] {
      _ = try exposition(
        of: collector,
        ServerInfo(version: 15, database: "d", label: label, seriesLimit: 10_000_000),
        [counters, many])
    }
    #expect(
      ["first:1", "second:1", "third:1"].map { label in
        collector.statements(for: ServerInfo(version: 15, database: "d", label: label)).count
      } == [2, 1, 1])
  }
}
