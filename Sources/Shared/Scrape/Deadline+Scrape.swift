extension Deadline {
  /// How long a scrape may take when the scraper does not say.
  private static let withoutHeader = Duration.seconds(10)
  /// A scraper that claims to wait longer than this is not believed: a collector that hangs would
  /// keep its request for as long.
  private static let longestSeconds = 60.0

  /// The deadline of the scrape whose `X-Prometheus-Scrape-Timeout-Seconds` header is given: a
  /// little before the scraper gives up, so that the answer is still there in time.
  package init(scrapeTimeout header: String?) {
    guard let header, let seconds = Double(header), seconds > 0, seconds.isFinite else {
      self.init(in: Self.withoutHeader)
      return
    }
    let timeout = Duration.seconds(min(seconds, Self.longestSeconds))
    self.init(in: timeout - min(timeout / 10, .milliseconds(500)))
  }
}
