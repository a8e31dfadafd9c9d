import TestSupport
import Testing

@testable import Shared

@Suite struct RenamedSourceTests {
  private struct Fixed: ScrapeSource {
    var names: [String] { ["locks"] }

    func scrape(
      _ selection: CollectorSelection, by deadline: Deadline, into page: inout MetricWriter
    ) throws(SelectionError) -> [CollectorPart] {
      page.gauge("pg_up", "Up.", 1)
      page.family("pg_locks_count", .gauge, "Locks.")
      page.sample(3, [Label("datname", "a\npg_b")])
      page.sample(4, [Label("datname", "c")])
      page.gauge("pg_exporter_connections", "Connections.", 2)
      page.gauge("votes", "Of a custom query.", 5)
      return []
    }
  }

  @Test func namesStartOtherwiseUnlessTheyAreKept() throws {
    var page = MetricWriter()
    let source = RenamedSource(Fixed(), prefix: "pg_", by: "db_") { name in
      name == "pg_up" || name.hasPrefix("pg_exporter_")
    }
    #expect(source.names == ["locks"])
    _ = try source.scrape(.all, by: Deadline(in: .seconds(5)), into: &page)
    let text = String(decoding: page.written.bytes, as: UTF8.self)
    #expect(
      text == """
        # HELP pg_up Up.
        # TYPE pg_up gauge
        pg_up 1
        # HELP db_locks_count Locks.
        # TYPE db_locks_count gauge
        db_locks_count{datname="a\\npg_b"} 3
        db_locks_count{datname="c"} 4
        # HELP pg_exporter_connections Connections.
        # TYPE pg_exporter_connections gauge
        pg_exporter_connections 2
        # HELP votes Of a custom query.
        # TYPE votes gauge
        votes 5

        """)
    #expect(
      page.written.families.map(\.name) == [
        "pg_up", "db_locks_count", "pg_exporter_connections", "votes",
      ])
  }
}
