import Glibc
import Testing

@testable import PgExporter

@Suite struct ConnectionEnvironmentTests {
  @Test func libpqsVariablesAreReadAndTakenOut() async {
    await #expect(processExitsWith: .success) {
      setenv("PGPASSWORD", "word", 1)
      setenv("PGHOST", "db", 1)
      setenv("PG_EXPORTER_WEB_TELEMETRY_PATH", "/m", 1)
      let captured = ConnectionEnvironment.capture()
      #expect(captured["PGPASSWORD"] == "word")
      #expect(captured["PGHOST"] == "db")
      #expect(getenv("PGPASSWORD") == nil)
      #expect(getenv("PGHOST") == nil)
      #expect(getenv("PG_EXPORTER_WEB_TELEMETRY_PATH") != nil)
    }
  }
}
