import Shared
import TestSupport
import Testing

@Suite struct HistogramBoundsTests {
  private let bounds = HistogramBounds([0.005, 1, 1_000_000])

  @Test func aBucketCountsWhatIsAtOrBelowItsBound() {
    var histogram = Histogram(bounds)
    for value in [0.005, 0.5, 1, 2, 2e6] { histogram.observe(value, bounds) }
    let text = exposition { metrics in
      metrics.family("a_seconds", .histogram, "Of a.")
      metrics.histogram(histogram, bounds, Labels([Label("target", "x")]))
      metrics.family("b_seconds", .histogram, "Of b.")
      metrics.histogram(Histogram(bounds), bounds)
    }
    #expect(
      samples(text) == [
        #"a_seconds_bucket{target="x",le="0.005"} 1"#,
        #"a_seconds_bucket{target="x",le="1"} 3"#,
        #"a_seconds_bucket{target="x",le="1e+06"} 4"#,
        #"a_seconds_bucket{target="x",le="+Inf"} 5"#,
        #"a_seconds_sum{target="x"} 2000003.505"#,
        #"a_seconds_count{target="x"} 5"#,
        #"b_seconds_bucket{le="0.005"} 0"#,
        #"b_seconds_bucket{le="1"} 0"#,
        #"b_seconds_bucket{le="1e+06"} 0"#,
        #"b_seconds_bucket{le="+Inf"} 0"#,
        "b_seconds_sum 0",
        "b_seconds_count 0",
      ])
  }

  @Test func theBoundOfAShareIsThatOfTheBucketThatReachesIt() {
    var histogram = Histogram(bounds)
    #expect(histogram.bound(within: 0.5, bounds) == nil)
    for value in [0.001, 0.5, 0.5, 2e6] { histogram.observe(value, bounds) }
    #expect(histogram.bound(within: 0.25, bounds) == 0.005)
    #expect(histogram.bound(within: 0.5, bounds) == 1)
    #expect(histogram.bound(within: 1, bounds) == .infinity)
  }

  @Test func labelsOfTwoSetsStandBehindThoseOfThePage() {
    var metrics = MetricWriter(labels: Labels([Label("page", "p")]))
    metrics.family("a", .gauge, "Of a.")
    let own = Labels([Label("x", "1")])
    metrics.sample(1, own, Labels([Label("y", "2")]))
    metrics.sample(2, own, .none)
    metrics.sample(3, .none, own)
    #expect(
      samples(String(decoding: metrics.written.bytes, as: UTF8.self))
        == [#"a{page="p",x="1",y="2"} 1"#, #"a{page="p",x="1"} 2"#, #"a{page="p",x="1"} 3"#])
  }
}
