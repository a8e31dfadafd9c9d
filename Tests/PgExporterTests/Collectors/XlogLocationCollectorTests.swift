import Shared
import Testing

@testable import PgExporter

@Suite struct XlogLocationCollectorTests {
  @Test(arguments: [10, 18] as [ServerVersion])
  func asksNothingSinceVersion10(version: ServerVersion) throws {
    #expect(try XlogLocationCollector().statements(for: .version(version)).isEmpty)
  }

  @Test func writesThePlaceInTheWALOfAnOldServer() throws {
    let old = ServerVersion(number: 90624)
    #expect(try XlogLocationCollector().statements(for: .version(old)).count == 1)
    #expect(
      try exposition(of: XlogLocationCollector(), .version(old), [.made([["22873264"]])]) == """
        # HELP pg_xlog_location_bytes Place in the WAL that the server writes, or has replayed as a standby.
        # TYPE pg_xlog_location_bytes gauge
        pg_xlog_location_bytes 22873264

        """)
  }
}
