import TestSupport
import Testing

@testable import Shared

@Suite struct FamilyHeaderTests {
  @Test(arguments: ["Plain.", "A \\ and a \n and a \"."])
  func aKeptHeaderIsWrittenLikeOneThatIsNotKept(help: String) {
    let header = FamilyHeader("a_total", .counter, help)
    let constant = Labels([Label("b", "c")])
    func page(_ write: (inout MetricWriter) -> Void) -> [[UInt8]] {
      var metrics = MetricWriter(labels: constant)
      write(&metrics)
      let page = metrics.finish()
      return [page.bytes, page.openMetrics()]
    }
    let expected = page { $0.counter("a_total", help, 7) }
    #expect(page { $0.single(header, 7) } == expected)
    #expect(
      page { metrics in
        metrics.family(header)
        metrics.sample(7)
      } == expected)
  }

  @Test func aFamilyKeepsItsHelpAsItWasGiven() {
    var metrics = MetricWriter()
    metrics.single(FamilyHeader("a", .gauge, "A \\ and a \n and a \"."), 1)
    #expect(metrics.written.families.map(\.help) == ["A \\ and a \n and a \"."])
  }

  @Test func aNameThatIsTakenIsLeftOut() {
    let text = exposition { metrics in
      metrics.family("x", .histogram, "X.")
      metrics.histogram(buckets: [], sum: 1, count: 1)
      metrics.single(FamilyHeader("x_sum", .gauge, "Another."), 2)
      metrics.single(FamilyHeader("y", .gauge, "Y."), 3)
      #expect(metrics.duplicates == ["x_sum"])
      metrics.sample(4)
    }
    #expect(samples(text).suffix(2) == ["x_count 1", "y 3"])
  }
}
