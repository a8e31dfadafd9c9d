import Shared
import Testing

@testable import PgExporter

@Suite struct ViewTests {
  private let view = View(
    "pg_example", labels: ["datname": "d"],
    columns: [
      .counter("pg_example_old", "old", "Old.", until: 14),
      .gauge("pg_example_new", "new", "New.", since: 14),
    ])

  @Test(arguments: [
    (13, "SELECT d, old FROM pg_example LIMIT 50001"),
    (14, "SELECT d, new FROM pg_example LIMIT 50001"),
  ])
  func asksOnlyForColumnsThatTheVersionHas(version: Int, sql: String) {
    let server = ServerInfo(version: ServerVersion(version), database: "d", label: "h:5432")
    #expect(view.statement(for: server).sql == sql)
  }
}
