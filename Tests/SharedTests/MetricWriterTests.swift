import Shared
import TestSupport
import Testing

@Suite struct MetricWriterTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "-0"), (1.5, "1.5"), (-3, "-3"), (1e16, "1e+16"), (.infinity, "+Inf"),
    (-.infinity, "-Inf"), (.nan, "NaN"), (0.1, "0.1"), (5e-324, "5e-324"),
  ])
  func writesNumbersAsPrometheusParsesThem(value: Double, spelling: String) {
    #expect(
      exposition { $0.gauge("x", "X.", value) } == "# HELP x X.\n# TYPE x gauge\nx \(spelling)\n")
  }
}
