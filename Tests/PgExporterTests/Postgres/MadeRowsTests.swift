import Testing

@testable import PgExporter

@Suite struct MadeRowsTests {
  @Test func rowsHaveTheirColumnsValuesAndNulls() {
    let rows = Rows.made(["a", "b"], [["1", nil], ["é", ""]])
    #expect(rows.columns == ["a", "b"])
    #expect(rows.map { $0.text(0) } == ["1", "é"])
    #expect(rows.map { $0.text(1) } == [nil, ""])
  }
}
