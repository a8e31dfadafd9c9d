import Shared
import Testing

@testable import PgExporter

@Suite struct BuffercacheSummaryCollectorTests {
  private let collector = BuffercacheSummaryCollector()

  @Test func isAbsentBeforeVersion16() {
    #expect(throws: Absent("PostgreSQL 15.0 has no pg_buffercache_summary()")) {
      try collector.statements(for: .version(15))
    }
  }

  @Test func namesTheExtensionThatIsMissing() {
    let absent = Absent(
      """
      database postgres has no extension pg_buffercache of version 1.4 or later: \
      CREATE EXTENSION pg_buffercache, or ALTER EXTENSION pg_buffercache UPDATE
      """)
    #expect(throws: absent) { try exposition(of: collector, .version(16), [.made([])]) }
  }

  @Test func writesWhatTheBuffersHold() throws {
    let row = ["372", "16012", "8", "5", nil]
    #expect(
      try exposition(of: collector, .version(16), [.made([row])]) == """
        # HELP pg_buffercache_summary_buffers_used Shared buffers that hold a page.
        # TYPE pg_buffercache_summary_buffers_used gauge
        pg_buffercache_summary_buffers_used 372
        # HELP pg_buffercache_summary_buffers_unused Shared buffers that hold nothing.
        # TYPE pg_buffercache_summary_buffers_unused gauge
        pg_buffercache_summary_buffers_unused 16012
        # HELP pg_buffercache_summary_buffers_dirty Shared buffers whose page is yet to be written.
        # TYPE pg_buffercache_summary_buffers_dirty gauge
        pg_buffercache_summary_buffers_dirty 8
        # HELP pg_buffercache_summary_buffers_pinned Shared buffers that a backend is using.
        # TYPE pg_buffercache_summary_buffers_pinned gauge
        pg_buffercache_summary_buffers_pinned 5

        """)
  }
}
