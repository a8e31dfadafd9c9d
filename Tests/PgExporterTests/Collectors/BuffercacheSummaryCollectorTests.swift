import Shared
import Testing

@testable import PgExporter

@Suite struct BuffercacheSummaryCollectorTests {
  private let collector = BuffercacheSummaryCollector()

  private func server(_ version: ExtensionVersion?) -> ServerInfo {
    var server = ServerInfo.version(16)
    server.extensions["pg_buffercache"] = version.map {
      InstalledExtension(schema: "\"odd schema\"", version: $0)
    }
    return server
  }

  @Test func asksTheFunctionInItsSchema() throws {
    #expect(
      try collector.statements(for: server(ExtensionVersion(1, 4)))[0].sql
        .hasSuffix(" FROM \"odd schema\".pg_buffercache_summary() LIMIT 1"))
  }

  @Test func namesTheExtensionThatIsMissingOrOld() {
    #expect(
      throws: Absent("postgres lacks an extension; as its owner: CREATE EXTENSION pg_buffercache")
    ) { try collector.statements(for: server(nil)) }
    #expect(
      throws: Absent(
        "postgres needs pg_buffercache 1.4 or later; "
          + "as its owner: ALTER EXTENSION pg_buffercache UPDATE")
    ) { try collector.statements(for: server(ExtensionVersion(1, 3))) }
  }

  @Test func writesWhatTheBuffersHold() throws {
    let row = ["372", "16012", "8", "5", nil]
    #expect(
      try exposition(of: collector, server(ExtensionVersion(1, 4)), [.made([row])]) == """
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
