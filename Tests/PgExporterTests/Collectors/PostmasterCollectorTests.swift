import Testing

@testable import PgExporter

@Suite struct PostmasterCollectorTests {
  @Test func writesWhenTheServerStarted() throws {
    #expect(
      try exposition(
        of: PostmasterCollector(), .version(15), [.made([["1795237458.381947"]])]) == """
          # HELP pg_postmaster_start_time_seconds Unix time at which the server started.
          # TYPE pg_postmaster_start_time_seconds gauge
          pg_postmaster_start_time_seconds 1795237458.381947

          """)
  }
}
