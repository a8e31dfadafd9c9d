import Shared
import TestSupport
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

  @Test func aTextIsTheLabelOfASampleThatIsOne() throws {
    let view = View(
      "slots", labels: ["slot_name": "slot_name"],
      columns: [
        .info("pg_slot_status", label: "status", "status", "The status."),
        .gauge("pg_slot_active", "active", "Whether it is used."),
      ])
    let answers = Answers(.version(15), [.success(.made([["a", "lost", "f"], ["b", nil, "t"]]))])
    let text = try exposition { try view.write(answers, into: &$0) }
    #expect(
      samples(text) == [
        "pg_slot_status{slot_name=\"a\",status=\"lost\"} 1",
        "pg_slot_active{slot_name=\"a\"} 0",
        "pg_slot_active{slot_name=\"b\"} 1",
      ])
  }
}
