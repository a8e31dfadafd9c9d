internal import Synchronization

/// Answers the metrics path: one scrape, in the format and encoding that the scraper takes.
package final class MetricsEndpoint: Sendable {
  private let program: Program
  private let exporter: Exporter
  private let process: ProcessMetrics?
  private let answers = ScrapeAnswers()
  private let renderer: PageRenderer

  /// - Parameter servesOwnMetrics: Whether `process_*` and `promhttp_*` are served too.
  package init(_ program: Program, _ exporter: Exporter, servesOwnMetrics: Bool) {
    self.program = program
    self.exporter = exporter
    renderer = PageRenderer(
      namespace: program.namespace, labels: exporter.labels, longest: exporter.longestScrape)
    process = servesOwnMetrics ? ProcessMetrics() : nil
  }

  package func answer(_ request: HTTPRequest) -> HTTPResponse {
    answers.begin()
    let response = scrape(request)
    answers.end(response.status)
    return response
  }

  /// Counts a request that was refused before it came here.
  package func noteRefused(_ status: HTTPStatus) { answers.note(status) }

  private func scrape(_ request: HTTPRequest) -> HTTPResponse {
    renderer.answer(request, from: exporter.collectors) { page in
      exporter.writeOwnMetrics(&page)
      program.writeBuildInfo(into: &page)
      if let process {
        process.write(into: &page)
        answers.write(into: &page)
      }
    }
  }
}

/// How many requests for metrics were answered, by status.
private final class ScrapeAnswers: Sendable {
  private let succeeded = Atomic<UInt64>(0)
  private let failed = Atomic<UInt64>(0)
  private let refused = Atomic<UInt64>(0)
  private let inFlight = Atomic<Int>(0)

  func begin() { inFlight.add(1, ordering: .relaxed) }

  func end(_ status: HTTPStatus) {
    inFlight.subtract(1, ordering: .relaxed)
    note(status)
  }

  func note(_ status: HTTPStatus) {
    switch status.code {
    case 200: succeeded.add(1, ordering: .relaxed)
    case 503: refused.add(1, ordering: .relaxed)
    case 500...: failed.add(1, ordering: .relaxed)
    // A request for what is not there is the client's mistake and no answer about metrics.
    default: break
    }
  }

  func write(into metrics: inout MetricWriter) {
    metrics.gauge(
      "promhttp_metric_handler_requests_in_flight", "Scrapes that are being answered.",
      inFlight.load(ordering: .relaxed))
    metrics.family(
      "promhttp_metric_handler_requests_total", .counter, "Scrapes that were answered, by status.")
    metrics.sample(succeeded.load(ordering: .relaxed), [Label("code", "200")])
    metrics.sample(failed.load(ordering: .relaxed), [Label("code", "500")])
    metrics.sample(refused.load(ordering: .relaxed), [Label("code", "503")])
  }
}
