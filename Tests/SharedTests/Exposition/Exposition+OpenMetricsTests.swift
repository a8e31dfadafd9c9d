import Shared
import TestSupport
import Testing

@Suite struct ExpositionOpenMetricsTests {
  private func openMetrics(_ write: (inout MetricWriter) -> Void) -> String {
    var metrics = MetricWriter()
    write(&metrics)
    return String(decoding: metrics.finish().openMetrics(), as: UTF8.self)
  }

  /// The lines after `# TYPE`, without that.
  private func types(_ write: (inout MetricWriter) -> Void) -> [String] {
    openMetrics(write).split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
      .map { String($0.dropFirst(7)) }
  }

  @Test func rewritesHeadersOnly() {
    let text = openMetrics { metrics in
      metrics.counter("node_cpu_seconds_total", "Seconds.", 1.5)
      metrics.counter("pg_commits", "A counter without the suffix.", 2)
      metrics.family("node_os_info", .info, "Say \"hi\" \\ and\nbye.")
      metrics.sample(1, [Label("name", "Debian \"12\"")])
      metrics.gauge("node_load1", "Load.", 0.5)
      metrics.family("node_x", .untyped, "X.")
      metrics.sample(3)
      metrics.family("node_wait_seconds", .histogram, "H.")
      metrics.histogram(buckets: [(0.5, 1)], sum: 2, count: 3)
      metrics.family("node_size_bytes", .summary, "S.")
      metrics.summary(quantiles: [], sum: 4, count: 5)
    }
    #expect(
      text == #"""
        # TYPE node_cpu_seconds counter
        # UNIT node_cpu_seconds seconds
        # HELP node_cpu_seconds Seconds.
        node_cpu_seconds_total 1.5
        # TYPE pg_commits unknown
        # HELP pg_commits A counter without the suffix.
        pg_commits 2
        # TYPE node_os info
        # HELP node_os Say \"hi\" \\ and\nbye.
        node_os_info{name="Debian \"12\""} 1
        # TYPE node_load1 gauge
        # HELP node_load1 Load.
        node_load1 0.5
        # TYPE node_x unknown
        # HELP node_x X.
        node_x 3
        # TYPE node_wait_seconds histogram
        # UNIT node_wait_seconds seconds
        # HELP node_wait_seconds H.
        node_wait_seconds_bucket{le="0.5"} 1
        node_wait_seconds_bucket{le="+Inf"} 3
        node_wait_seconds_sum 2
        node_wait_seconds_count 3
        # TYPE node_size_bytes summary
        # UNIT node_size_bytes bytes
        # HELP node_size_bytes S.
        node_size_bytes_sum 4
        node_size_bytes_count 5
        # EOF

        """#)
  }

  @Test func anEmptyPageIsAnEndOnly() {
    #expect(openMetrics { _ in } == "# EOF\n")
  }

  @Test func aUnitIsAWordOfTheName() {
    let text = openMetrics { metrics in
      metrics.gauge("node_nanoseconds", "No base unit.", 1)
      metrics.gauge("seconds", "No name beside the unit.", 1)
      metrics.gauge("_seconds", "Hardly one.", 1)
      metrics.gauge("node_ratio", "One.", 1)
      metrics.family("node_seconds_info", .info, "An info has no unit.")
      metrics.sample(1)
    }
    #expect(
      text.split(separator: "\n").filter { $0.hasPrefix("# UNIT") } == ["# UNIT node_ratio ratio"])
  }

  @Test(
    arguments: [
      // A counter, and what stands in the way of its bare name.
      (["x_total": .counter, "x": .gauge], ["x gauge", "x_total unknown"]),
      (["x_total": .counter, "x": .untyped], ["x unknown", "x_total unknown"]),
      (["x_total": .counter, "x": .counter], ["x unknown", "x_total unknown"]),
      (["x_total": .counter, "x_created": .gauge], ["x_created gauge", "x_total unknown"]),
      (
        ["x_total": .counter, "x_created_total": .counter],
        ["x counter", "x_created_total unknown"]
      ),
      (["x_total": .counter, "x_total_total": .counter], ["x counter", "x_total_total unknown"]),
      (["h_sum_total": .counter, "h": .histogram], ["h histogram", "h_sum_total unknown"]),
      (["x_total": .gauge, "x": .counter], ["x unknown", "x_total gauge"]),
      (["_total": .counter], ["_total unknown"]),
      (["_info": .info], ["_info gauge"]),
      // An info, likewise.
      (["x_info": .info, "x": .gauge], ["x gauge", "x_info gauge"]),
      (["x_info": .info, "x_total": .counter], ["x counter", "x_info gauge"]),
      (["x_info": .gauge, "x_total": .counter], ["x counter", "x_info gauge"]),
      (["x_created_info": .info, "x_total": .counter], ["x counter", "x_created_info gauge"]),
      (["x_names": .info], ["x_names gauge"]),
    ] as [([String: MetricKind], [String])])
  func aNameInTheWayCostsTheType(families: [String: MetricKind], expected: [String]) {
    for names in [families.keys.sorted(), families.keys.sorted(by: >)] {
      let types = types { metrics in
        for name in names {
          metrics.family(name, families[name]!, "Help.")
          metrics.sample(1)
        }
      }
      #expect(types.sorted() == expected)
    }
  }

  @Test func namesOfSeriesAreTheSameInBothFormats() {
    let write = { (metrics: inout MetricWriter) in
      for kind in [MetricKind.counter, .gauge, .histogram, .summary, .info, .untyped] {
        for suffix in ["", "_total", "_info", "_seconds", "_seconds_total", "_created"] {
          metrics.family("\(kind)\(suffix)", kind, "Help.")
          metrics.sample(1, [Label("a", "b")])
        }
      }
    }
    #expect(samples(openMetrics(write)) == samples(exposition(write)))
    #expect(samples(exposition(write)).count == 36)
  }
}
