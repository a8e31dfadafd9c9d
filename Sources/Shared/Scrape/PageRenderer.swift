internal import Synchronization

/// Makes the answer to a request for metrics: one scrape by the request's deadline, what is told of
/// how it went, and the format and encoding that the scraper takes.
///
/// The metrics path has one, and so has a path that scrapes what its request names.
package final class PageRenderer: Sendable {
  private let report: ScrapeReport
  private let labels: Labels
  private let longest: Duration?
  private let gzip = Gzip()
  /// Bytes of the last page; the next one is about as large.
  private let lastSize = Atomic<Int>(0)

  /// - Parameters:
  ///   - namespace: The prefix of the series that tell of the scrape.
  ///   - labels: What every sample that is written here is labelled with.
  ///   - longest: How long a scrape may take, whatever its request says.
  package init(namespace: String, labels: Labels = .none, longest: Duration? = nil) {
    report = ScrapeReport(namespace: namespace)
    self.labels = labels
    self.longest = longest
  }

  /// The moment by which the scraper wants the whole answer.
  package func deadline(of request: HTTPRequest) -> Deadline {
    let asked = Deadline(scrapeTimeout: request.header("X-Prometheus-Scrape-Timeout-Seconds"))
    return longest.map { min(asked, Deadline(in: $0)) } ?? asked
  }

  /// Scrapes the collectors that the request selects.
  ///
  /// - Parameter writeMore: Metrics that stand behind those of the collectors.
  package func answer(
    _ request: HTTPRequest, from source: any ScrapeSource,
    _ writeMore: (inout MetricWriter) -> Void = { _ in }
  ) -> HTTPResponse {
    let deadline = deadline(of: request)
    var page = MetricWriter(expecting: lastSize.load(ordering: .relaxed), labels: labels)
    let parts: [CollectorPart]
    do {
      let selection = try CollectorSelection(
        collect: request.queryValues("collect[]"), exclude: request.queryValues("exclude[]"))
      parts = try source.scrape(selection, by: deadline, into: &page)
    } catch {
      return .text(.badRequest, "\(error)\n")
    }
    report.write(parts, into: &page)
    writeMore(&page)
    for part in parts { part.guestPage?.append(to: &page) }
    return render(page.finish(), for: request)
  }

  /// The page in the format and encoding that the request asks for.
  package func render(_ page: Exposition, for request: HTTPRequest) -> HTTPResponse {
    let wanted = ContentNegotiation(
      accept: request.header("Accept"), acceptEncoding: request.header("Accept-Encoding"))
    lastSize.store(page.bytes.count, ordering: .relaxed)
    let body = page.rendered(as: wanted.format)
    // Caches between here and the scraper must not mix up the two.
    var headers = [("Vary", "Accept, Accept-Encoding")]
    guard wanted.isGzipped else {
      return HTTPResponse(.ok, contentType: wanted.contentType, headers: headers, body: body)
    }
    headers.append(("Content-Encoding", "gzip"))
    return HTTPResponse(
      .ok, contentType: wanted.contentType, headers: headers, body: gzip.pack(body))
  }
}
