import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct StatUserTablesCollectorTests {
  private let counters = StatUserTablesCollector.counters

  @Test(arguments: [(12, 19), (13, 20), (15, 20), (16, 23), (18, 27)])
  func asksForWhatTheVersionHas(version: Int, columns: Int) {
    let families = counters.columns.filter { $0.exists(on: ServerVersion(version)) }
    #expect(families.count == columns)
  }

  @Test func aTableThatWasNeverVacuumedHasNoTimeOfIt() {
    let families = counters.columns.filter { $0.exists(on: 15) }
    let row: [String?] =
      ["votes", "public", "votes"]
      + families.map { $0.header.name.contains("_last_") ? nil : "3" }
    let page = exposition { metrics in
      counters.write(Rows.made([row]), for: .version(15), into: &metrics)
    }
    #expect(!page.contains("last_vacuum"))
    #expect(
      page.contains(
        """
        pg_stat_user_tables_n_dead_tup{datname="votes",schemaname="public",relname="votes"} 3

        """))
  }
}
