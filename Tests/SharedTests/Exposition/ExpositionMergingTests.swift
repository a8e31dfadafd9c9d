import Testing

@testable import Shared

@Suite struct ExpositionMergingTests {
  private func page(_ server: String, _ families: String...) -> Exposition {
    var metrics = MetricWriter(labels: Labels(pairs: [("server", server)]))
    for family in families { metrics.gauge(family, "Help.", 1) }
    return metrics.finish()
  }

  private func merged(_ pages: [Exposition]) -> [String] {
    var writer = MetricWriter()
    writer.gauge("before", "Help.", 0)
    writer.append(merging: pages)
    return String(decoding: writer.written.bytes, as: UTF8.self).split(separator: "\n")
      .filter { !$0.hasPrefix("# HELP") }.map(String.init)
  }

  @Test func theSamplesOfAFamilyStandTogether() {
    #expect(
      merged([page("a", "x", "y"), page("b", "y", "z")]) == [
        "# TYPE before gauge", "before 0", "# TYPE x gauge", #"x{server="a"} 1"#,
        "# TYPE y gauge", #"y{server="a"} 1"#, #"y{server="b"} 1"#, "# TYPE z gauge",
        #"z{server="b"} 1"#,
      ])
  }

  @Test func oneOrNoneIsAppendedAsItIs() {
    #expect(merged([]) == ["# TYPE before gauge", "before 0"])
    #expect(
      merged([page("a", "x")]) == [
        "# TYPE before gauge", "before 0", "# TYPE x gauge", #"x{server="a"} 1"#,
      ])
  }

  @Test func aFamilyThatThePageHasAlreadyIsLeftOut() {
    var writer = MetricWriter()
    writer.gauge("x", "Help.", 0)
    writer.append(merging: [page("a", "x"), page("b", "x")])
    #expect(writer.duplicates == ["x"])
  }
}
