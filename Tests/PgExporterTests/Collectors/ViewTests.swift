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

  @Test func othersOfItsCollectorCountTowardsTheLimit() {
    let view = View(
      "pg_example", labels: ["relname": "r"], columns: [.counter("pg_example_a", "a", "A.")],
      extra: ["text"], otherSeries: 3)
    #expect(
      view.statement(for: .version(15)).sql == "SELECT r, a, text FROM pg_example LIMIT 12501")
    #expect(view.extraColumn(for: .version(15)) == 2)
  }

  @Test(arguments: [
    (View.DatabaseLabel.never, true, "SELECT r, a"), (.ifSeveral, false, "SELECT r, a"),
    (.ifSeveral, true, "SELECT current_database(), r, a"),
    (.always, false, "SELECT current_database(), r, a"),
  ])
  func namesTheDatabaseWhereItMust(label: View.DatabaseLabel, several: Bool, start: String) {
    let view = View(
      "pg_example", database: label, labels: ["relname": "r"],
      columns: [.counter("pg_example_a", "a", "A.")])
    var server = ServerInfo.version(15)
    server.hasSeveralDatabases = several
    #expect(view.statement(for: server).sql.hasPrefix("\(start) FROM"))
  }

  @Test func writesFamiliesAfterOneAnotherAndNothingForNull() {
    let view = View(
      "pg_example", labels: ["relname": "r", "schema": "s"],
      columns: [.counter("pg_example_a", "a", "A."), .gauge("pg_example_b", "b", "B.")])
    let rows = Rows.made([
      ["a\"b\\c\nd", "ü", "1", "t"], ["x", nil, nil, "NaN"], ["y", "z", "1e+21", "-0.5"],
    ])
    #expect(
      exposition { view.write(rows, for: .version(15), into: &$0) } == #"""
        # HELP pg_example_a A.
        # TYPE pg_example_a counter
        pg_example_a{relname="a\"b\\c\nd",schema="ü"} 1
        pg_example_a{relname="y",schema="z"} 1e+21
        # HELP pg_example_b B.
        # TYPE pg_example_b gauge
        pg_example_b{relname="a\"b\\c\nd",schema="ü"} 1
        pg_example_b{relname="x",schema=""} NaN
        pg_example_b{relname="y",schema="z"} -0.5

        """#)
  }
}
