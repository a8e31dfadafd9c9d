import Shared
import TestSupport
import Testing

@Suite struct MetricWriterTests {
  @Test func writesFamiliesInTheOrderInWhichTheyAreOpened() {
    let text = exposition { metrics in
      metrics.family("node_receive_bytes_total", .counter, "Bytes received.")
      metrics.sample(UInt64.max, [Label("device", "eth0")])
      metrics.sample(7, Labels([Label("device", "eth1"), Label("address", "::1")]))
      metrics.gauge("node_up", "Whether it is up.", true)
      metrics.counter("node_seconds_total", "Seconds.", Duration.milliseconds(1500))
    }
    #expect(
      text == """
        # HELP node_receive_bytes_total Bytes received.
        # TYPE node_receive_bytes_total counter
        node_receive_bytes_total{device="eth0"} 18446744073709551615
        node_receive_bytes_total{device="eth1",address="::1"} 7
        # HELP node_up Whether it is up.
        # TYPE node_up gauge
        node_up 1
        # HELP node_seconds_total Seconds.
        # TYPE node_seconds_total counter
        node_seconds_total 1.5

        """)
  }

  @Test func leavesNoTraceOfAFamilyWithoutSamples() {
    #expect(exposition { $0.family("x", .gauge, "X.") } == "")
  }

  @Test(arguments: [
    ("plain", "plain"), ("", ""), (#"C:\dir"#, #"C:\\dir"#), ("a\nb", #"a\nb"#),
    (#"say "hi""#, #"say \"hi\""#), ("\\\"\n", #"\\\"\n"#), ("käse 🧀", "käse 🧀"),
    ("a label value that is too long to be stored in place", nil as String?),
  ])
  func escapesLabelValues(value: String, spelling: String?) {
    let expected = "x{a=\"\(spelling ?? value)\"} 1"
    #expect(
      samples(
        exposition { metrics in
          metrics.family("x", .gauge, "X.")
          metrics.sample(1, [Label("a", value)])
        }) == [expected])
    #expect(
      samples(
        exposition { metrics in
          metrics.family("x", .gauge, "X.")
          metrics.sample(1, Labels(pairs: [("a", value)]))
        }) == [expected])
  }

  @Test func escapesHelpButNotItsQuotes() {
    #expect(
      exposition { $0.gauge("x", "A \"b\" \\ c\nd.", 1) }
        == "# HELP x A \"b\" \\\\ c\\nd.\n# TYPE x gauge\nx 1\n")
  }

  @Test func writesHistogramsAndSummaries() {
    let text = exposition { metrics in
      metrics.family("h_seconds", .histogram, "H.")
      metrics.histogram(
        buckets: [(0.005, 1), (1, 2), (2_500_000, 3)], sum: 4.25, count: 5,
        Labels([Label("a", "b")]))
      metrics.family("s_seconds", .summary, "S.")
      metrics.summary(quantiles: [(0.5, 0.1), (0.99, .nan)], sum: 6, count: 7)
    }
    #expect(
      text == """
        # HELP h_seconds H.
        # TYPE h_seconds histogram
        h_seconds_bucket{a="b",le="0.005"} 1
        h_seconds_bucket{a="b",le="1"} 2
        h_seconds_bucket{a="b",le="2.5e+06"} 3
        h_seconds_bucket{a="b",le="+Inf"} 5
        h_seconds_sum{a="b"} 4.25
        h_seconds_count{a="b"} 5
        # HELP s_seconds S.
        # TYPE s_seconds summary
        s_seconds{quantile="0.5"} 0.1
        s_seconds{quantile="0.99"} NaN
        s_seconds_sum 6
        s_seconds_count 7

        """)
  }

  /// What Go's `strconv.FormatFloat(x, 'g', -1, 64)` answers.
  @Test(arguments: [
    (0.0, "0"), (1, "1"), (0.1, "0.1"), (0.0001, "0.0001"), (0.00001, "1e-05"),
    (0.000_025, "2.5e-05"), (999_999, "999999"), (1e6, "1e+06"), (1_638_400, "1.6384e+06"),
    (1e21, "1e+21"), (1e100, "1e+100"), (-2.5e6, "-2.5e+06"), (.infinity, "+Inf"),
    (123_456.789, "123456.789"), (.leastNonzeroMagnitude, "5e-324"),
  ])
  func spellsBoundsAsTheGoExportersDo(bound: Double, spelling: String) {
    let text = exposition { metrics in
      metrics.family("s", .summary, "S.")
      metrics.summary(quantiles: [(bound, 1)], sum: 0, count: 0)
    }
    #expect(samples(text).first == "s{quantile=\"\(spelling)\"} 1")
  }

  @Test func forgetsWhatWasWrittenAfterAMark() {
    let text = exposition { metrics in
      metrics.gauge("a", "A.", 1)
      let mark = metrics.mark
      metrics.gauge("b", "B.", 2)
      metrics.gauge("a", "A.", 3)
      metrics.rollBack(to: mark)
      #expect(metrics.duplicates(since: mark).isEmpty)
      metrics.gauge("b", "B again.", 4)
    }
    #expect(samples(text) == ["a 1", "b 4"])
  }

  @Test func aPageThatTakesOverAnotherGoesOnWithItAndLeavesItAsItWas() {
    var first = MetricWriter()
    first.gauge("a", "A.", 1)
    first.gauge("a", "A.", 2)
    let part = first.finish()
    var page = MetricWriter(capacity: 1000)
    page.append(part)
    page.gauge("b", "B.", 3)
    page.gauge("a", "A.", 4)
    #expect(page.duplicates == ["a", "a"])
    let text = String(decoding: page.written.bytes, as: UTF8.self)
    #expect(text == "# HELP a A.\n# TYPE a gauge\na 1\n# HELP b B.\n# TYPE b gauge\nb 3\n")
    #expect(!String(decoding: part.bytes, as: UTF8.self).contains("b 3"))
    #expect(part.duplicates == ["a"])
  }

  @Test func givesAwayWhatWasWrittenAfterAMark() {
    var metrics = MetricWriter(labels: Labels([Label("l", "1")]))
    metrics.gauge("a", "A.", 1)
    let mark = metrics.mark
    metrics.gauge("b", "B.", 2)
    metrics.counter("c", "C.", 3)
    let part = metrics.written(since: mark)
    #expect(part.families.map(\.name) == ["b", "c"])
    let text = exposition { $0.append(part) }
    #expect(samples(text) == ["b{l=\"1\"} 2", "c{l=\"1\"} 3"])
  }

  @Test func startsAfreshAfterRemoveAll() {
    var metrics = MetricWriter()
    metrics.gauge("a", "A.", 1)
    metrics.gauge("a", "A.", 2)
    metrics.removeAll()
    metrics.gauge("a", "A.", 3)
    #expect(metrics.written.duplicates.isEmpty)
    #expect(samples(String(decoding: metrics.finish().bytes, as: UTF8.self)) == ["a 3"])
  }

  @Test func appendsRenderedSamplesToTheOpenFamily() {
    let text = exposition { metrics in
      metrics.family("x", .untyped, "X.")
      metrics.samples(rendered: Array("x{a=\"b\"} 1\nx 2\n".utf8))
    }
    #expect(text == "# HELP x X.\n# TYPE x untyped\nx{a=\"b\"} 1\nx 2\n")
  }
}
