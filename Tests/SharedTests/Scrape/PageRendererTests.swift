import Synchronization
import TestSupport
import Testing

@testable import Shared

@Suite struct PageRendererTests {
  /// Keeps by when it was to be done.
  private final class Source: ScrapeSource {
    let names = ["a", "b"]
    let remaining = Mutex(Duration.zero)

    func scrape(
      _ selection: CollectorSelection, by deadline: Deadline, into page: inout MetricWriter
    ) throws(SelectionError) -> [CollectorPart] {
      try selection.check(names, disabled: ["off"])
      remaining.withLock { $0 = deadline.remaining }
      page.gauge("x_value", "A value.", 1)
      return names.filter { selection.includes($0) }.map {
        CollectorPart(name: $0, outcome: .wrote, duration: .zero)
      }
    }
  }

  private let source = Source()
  private let renderer = PageRenderer(
    namespace: "x", labels: Labels(pairs: [("env", "prod")]), longest: .seconds(20))

  private func ask(_ target: String, _ headers: (String, String)...) throws -> HTTPResponse {
    renderer.answer(try HTTPRequest(target, headers: headers), from: source) { page in
      page.gauge("x_more", "More.", 2)
    }
  }

  @Test func thePageTellsOfItsScrapeAndOfMore() throws {
    let answer = try ask("/probe?collect[]=a")
    #expect(answer.status == .ok)
    #expect(
      samples(String(decoding: answer.body, as: UTF8.self)) == [
        "x_value{env=\"prod\"} 1",
        "x_scrape_collector_duration_seconds{env=\"prod\",collector=\"a\"} 0",
        "x_scrape_collector_success{env=\"prod\",collector=\"a\"} 1",
        "x_scrape_collector_failed{env=\"prod\",collector=\"a\"} 0",
        "x_more{env=\"prod\"} 2",
      ])
  }

  @Test(arguments: [
    ("collect[]=nosuch", "there is no collector 'nosuch'; --help lists them\n"),
    ("exclude[]=off", "the collector 'off' is off; start with --collector.off\n"),
    ("collect[]=a&exclude[]=b", "collect[] and exclude[] cannot be combined; use one of them\n"),
  ])
  func aSelectionThatCannotBeIsABadRequest(query: String, says: String) throws {
    let answer = try ask("/probe?\(query)")
    #expect(answer.status == .badRequest)
    #expect(String(decoding: answer.body, as: UTF8.self) == says)
  }

  @Test(arguments: [("60", 20.0), ("10", 9.5), ("nonsense", 10), ("1", 0.9)])
  func theScraperAndTheProgramLimitTheTime(header: String, seconds: Double) throws {
    _ = try ask("/probe", ("X-Prometheus-Scrape-Timeout-Seconds", header))
    let remaining = source.remaining.withLock { $0 }
    #expect(remaining <= .seconds(seconds))
    #expect(remaining > .seconds(seconds - 5))
  }

  @Test func theFormatIsTheScrapersChoice() throws {
    let open = try ask("/probe", ("Accept", "application/openmetrics-text;version=1.0.0"))
    #expect(open.contentType.hasPrefix("application/openmetrics-text"))
    #expect(String(decoding: open.body, as: UTF8.self).hasSuffix("# EOF\n"))
    let packed = try ask("/probe", ("Accept-Encoding", "gzip"))
    #expect(packed.body.starts(with: [0x1F, 0x8B]))
    #expect(packed.headers.contains { $0 == ("Content-Encoding", "gzip") })
    #expect(packed.headers.contains { $0 == ("Vary", "Accept, Accept-Encoding") })
  }
}
