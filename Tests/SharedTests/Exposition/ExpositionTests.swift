import Shared
import TestSupport
import Testing

@Suite struct ExpositionTests {
  private func part(_ write: (inout MetricWriter) -> Void) -> Exposition {
    var metrics = MetricWriter()
    write(&metrics)
    return metrics.finish()
  }

  @Test func leavesOutAFamilyThatIsWrittenTwice() {
    var metrics = MetricWriter()
    metrics.gauge("a", "A.", 1)
    let mark = metrics.mark
    metrics.gauge("b", "B.", 2)
    metrics.family("a", .gauge, "A once more.")
    metrics.sample(3, [Label("x", "y")])
    metrics.sample(4, [Label("x", "z")])
    metrics.gauge("c", "C.", 5)
    #expect(metrics.duplicates(since: mark) == ["a"])
    #expect(
      samples(String(decoding: metrics.written.bytes, as: UTF8.self)) == ["a 1", "b 2", "c 5"])
  }

  @Test func leavesOutAnotherCollectorsFamilyOfTheSameName() {
    var metrics = MetricWriter()
    metrics.gauge("a", "A.", 1)
    metrics.gauge("b", "B.", 2)
    let mark = metrics.mark
    let other = part { other in
      other.gauge("c", "C.", 3)
      other.gauge("b", "B.", 4)
      other.gauge("d", "D.", 5)
    }
    #expect(metrics.clashes(with: other) == ["b"])
    metrics.append(other)
    #expect(metrics.duplicates(since: mark) == ["b"])
    metrics.gauge("d", "D.", 6)
    #expect(metrics.duplicates(since: mark) == ["b", "d"])
    let page = metrics.finish()
    #expect(page.families.map(\.name) == ["a", "b", "c", "d"])
    #expect(
      String(decoding: page.bytes, as: UTF8.self) == """
        # HELP a A.
        # TYPE a gauge
        a 1
        # HELP b B.
        # TYPE b gauge
        b 2
        # HELP c C.
        # TYPE c gauge
        c 3
        # HELP d D.
        # TYPE d gauge
        d 5

        """)
    // The index has kept pace with the text: the samples of the other format are the same.
    #expect(
      samples(String(decoding: page.openMetrics(), as: UTF8.self)) == ["a 1", "b 2", "c 3", "d 5"])
  }

  @Test(arguments: [MetricKind.histogram, .summary])
  func aFamilyMayNotHaveTheNameOfAnothersSamples(kind: MetricKind) {
    let first = exposition { metrics in
      metrics.family("x", kind, "X.")
      metrics.sample(1)
      metrics.counter("x_count", "Another's.", 2)
    }
    #expect(samples(first) == ["x 1"])
    let second = exposition { metrics in
      metrics.counter("x_count", "Another's.", 2)
      metrics.family("x", kind, "X.")
      metrics.sample(1)
    }
    #expect(samples(second) == ["x_count 2"])
  }

  @Test func tellsAThousandNamesApart() {
    let names = (0..<1000).map { "node_family_\($0)_bytes" }
    let text = exposition { metrics in
      for name in names { metrics.gauge(name, "One of many.", 1) }
      for name in names { metrics.gauge(name, "Again.", 2) }
    }
    #expect(samples(text) == names.map { "\($0) 1" })
  }
}
