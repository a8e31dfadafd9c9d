import Testing

@testable import Shared

@Suite struct LabelTableTests {
  private func page(_ labels: LabelTable, constant: Labels = .none) -> String {
    var metrics = MetricWriter(labels: constant)
    let header = FamilyHeader("a", .gauge, "A.")
    metrics.reserve(labels, families: [header])
    metrics.samples(header, labels) { NumberText(Array("\($0)".utf8).span) }
    let page = metrics.finish()
    return String(decoding: page.bytes, as: UTF8.self)
  }

  private func table(
    _ names: [String], _ rows: [[String]], constant: [(name: String, value: String)] = []
  ) -> LabelTable {
    var table = LabelTable(names, rows: rows.count, constant: constant)
    for value in rows.joined() { table.append(Array(value.utf8).span) }
    return table
  }

  @Test func aRowIsTheLabelsInTheOrderOfTheirNames() {
    #expect(
      page(table(["b", "c"], [["1", "2"], ["", "ü"]])) == """
        # HELP a A.
        # TYPE a gauge
        a{b="1",c="2"} 0
        a{b="",c="ü"} 1

        """)
  }

  @Test func escapes() {
    #expect(
      page(table(["b"], [["x\"y\\z\nü"]])).contains(
        #"""
        a{b="x\"y\\z\nü"} 0
        """#))
  }

  @Test func repairsBytesThatAreNoText() {
    var table = LabelTable(["b"], rows: 1)
    table.append([UInt8(ascii: "x"), 0xFF].span)
    #expect(page(table).contains("a{b=\"x\u{FFFD}\"} 0\n"))
  }

  @Test func labelsOfAllRowsStandBehindTheirOwn() {
    let rows = table(["b"], [["1"]], constant: [("s", "x\"y")])
    #expect(page(rows).contains(#"a{b="1",s="x\"y"} 0"#))
    #expect(page(table([], [[]], constant: [("s", "x")])).contains("a{s=\"x\"} 0\n"))
  }

  @Test func withoutNamesThereAreNoBraces() {
    #expect(page(table([], [[]])).hasSuffix("\na 0\n"))
  }

  @Test func theWritersLabelsStandBefore() {
    let server = Labels([Label("server", "h:1")])
    #expect(page(table(["b"], [["1"]]), constant: server).contains("a{server=\"h:1\",b=\"1\"} 0\n"))
    #expect(page(table([], [[]]), constant: server).contains("a{server=\"h:1\"} 0\n"))
  }

  @Test func aRowWithoutAValueHasNoSample() {
    var metrics = MetricWriter()
    let header = FamilyHeader("a", .gauge, "A.")
    metrics.samples(header, table(["b"], [["1"], ["2"]])) { row in
      row == 0 ? nil : NumberText(Array("7".utf8).span)
    }
    let page = metrics.finish()
    #expect(
      String(decoding: page.bytes, as: UTF8.self) == "# HELP a A.\n# TYPE a gauge\na{b=\"2\"} 7\n")
  }
}
