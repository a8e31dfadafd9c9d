import Shared

/// How long a probe may take by what its scraper says.
enum ScrapeTimeout {
  /// Without a header, as blackbox_exporter has it.
  private static let standard = 120.0
  /// A scraper that claims to wait longer is not believed.
  private static let longest = 3600.0

  /// The scraper's own timeout less what answering it takes, but half of it at least: a scraper in a
  /// hurry gets a short probe and not none.
  ///
  /// - Parameters:
  ///   - header: Of `X-Prometheus-Scrape-Timeout-Seconds`.
  ///   - offset: In seconds.
  static func limit(header: String?, offset: Double) throws(TargetRefusal) -> Duration {
    var seconds = standard
    if let header, !header.isEmpty {
      guard let value = Double(header), value.isFinite, value >= 0 else {
        throw TargetRefusal(
          status: .internalServerError,
          reason: "X-Prometheus-Scrape-Timeout-Seconds is not a number of seconds")
      }
      if value > 0 { seconds = min(value, longest) }
    }
    return .seconds(max(seconds - offset, seconds / 2))
  }
}
