import Shared
import Testing

@Suite struct ContentNegotiationTests {
  private static let text = "text/plain; version=0.0.4; charset=utf-8"
  private static let openMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8"
  private static let openMetricsDraft =
    "application/openmetrics-text; version=0.0.1; charset=utf-8"

  @Test(arguments: [
    // No wish, or none that makes sense.
    (nil, text),
    ("", text),
    (",;,==,;q=", text),
    ("*/*", text),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", text),
    ("application/json", text),
    ("application/*", text),
    ("text/plain;q=0", text),
    (String(repeating: "a/b,", count: 10_000), text),
    // Prometheus 2.5 to 2.30, 2.42 and 2.49.
    (
      "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
      openMetricsDraft
    ),
    (
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
      openMetrics
    ),
    (
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
      openMetrics
    ),
    // Prometheus 3, and set to the text format only.
    (
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
      openMetrics
    ),
    (
      "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.2",
      text
    ),
    // Quality decides, whatever the order.
    ("text/plain;q=0.5, application/openmetrics-text;q=0.6", openMetrics),
    ("application/openmetrics-text;q=0.5, text/plain;q=0.6", text),
    ("text/plain, application/openmetrics-text", openMetrics),
    ("application/openmetrics-text;q=0.5, */*;q=0.9", text),
    ("application/openmetrics-text;q=0.9, */*;q=0.5", openMetrics),
    ("application/openmetrics-text;q=0, */*", text),
    ("application/openmetrics-text;q=0.001,text/plain;q=0.0", openMetrics),
    // A range that names the version counts for it, more than one that does not.
    (
      "application/openmetrics-text;version=1.0.0;q=0.1,application/openmetrics-text;q=0.9",
      openMetricsDraft
    ),
    ("application/openmetrics-text;version=2.0.0", text),
    ("application/openmetrics-text;version=\"1.0.0\"", openMetrics),
    // Spelling.
    ("APPLICATION/OpenMetrics-Text ; VERSION=1.0.0 ; Q=1.0 , text/plain;q=0.9", openMetrics),
    ("application/openmetrics-text;note=\"a,b;q=0\\\"\";q=0.9,text/plain;q=0.8", openMetrics),
    ("application/openmetrics-text;q=1.5,text/plain;q=0.1", text),
    ("application/openmetrics-text;q=0.1234,text/plain;q=0.1", text),
    ("application/openmetrics-text;q=NaN", text),
  ])
  func choosesTheFormat(accept: String?, contentType: String) {
    let answer = ContentNegotiation(accept: accept, acceptEncoding: nil)
    #expect(answer.contentType == contentType)
    #expect(answer.format == (contentType == Self.text ? .text : .openMetrics))
    #expect(!answer.isGzipped)
  }

  @Test(arguments: [
    (nil, false), ("", false), ("gzip", true), ("GZIP", true), ("x-gzip", true),
    ("gzip, deflate, br, zstd", true), ("zstd", false), ("identity", false), ("deflate", false),
    ("zstd, gzip;q=0.5", true), ("gzip;q=0", false), ("gzip;q=0.000", false),
    ("gzip;q=0, *", false), ("*", true), ("*;q=0", false), ("*;q=0.5, identity;q=0.8", false),
    ("gzip;q=0.5, identity", false), ("gzip, identity;q=0", true),
    ("gzip;q=0.5, identity;q=0.5", true),
    ("gzip;q=wrong", false), ("gzipped", false), (";", false),
  ])
  func choosesTheCoding(acceptEncoding: String?, isGzipped: Bool) {
    let answer = ContentNegotiation(accept: nil, acceptEncoding: acceptEncoding)
    #expect(answer.isGzipped == isGzipped)
    #expect(answer.contentType == Self.text)
  }

  @Test func rendersTheFormatThatWasChosen() {
    var metrics = MetricWriter()
    metrics.counter("x_total", "X.", 1)
    let page = metrics.finish()
    #expect(page.rendered(as: .text) == page.bytes)
    #expect(page.rendered(as: .openMetrics) == page.openMetrics())
    #expect(page.bytes != page.openMetrics())
  }
}
