import Shared
import Testing

@testable import PgExporter

@Suite struct ServerReaderTests {
  private struct Fixed: ScrapeSource {
    var names: [String] { [] }

    func scrape(
      _ selection: CollectorSelection, by deadline: Deadline, into page: inout MetricWriter
    ) throws(SelectionError) -> [CollectorPart] {
      for name in [
        "pg_up", "pg_uptime_seconds", "pg_locks_count", "pg_exporter_connections",
        "pg_scrape_collector_success", "votes",
      ] { page.gauge(name, "Something.", 1) }
      return []
    }
  }

  @Test func aPrefixRenamesWhatIsOfTheServers() throws {
    var page = MetricWriter()
    _ = try ServerReader.renamed(Fixed(), prefix: "db").scrape(
      .all, by: Deadline(in: .seconds(5)), into: &page)
    #expect(
      page.written.families.map(\.name) == [
        "pg_up", "db_uptime_seconds", "db_locks_count", "pg_exporter_connections",
        "pg_scrape_collector_success", "votes",
      ])
  }
}
