package import Logging

/// What one exporter serves, as its command puts it together from flags.
package struct Exporter: Sendable {
  /// The collectors behind the metrics path.
  package let collectors: any ScrapeSource
  /// Paths beside those that every exporter has.
  package var routes: [HTTPRoute] = []
  /// Links on the landing page beside those that every exporter has.
  package var links: [LandingPage.Link] = []
  /// What the landing page shows below its links, as it is at the moment.
  package var tables: @Sendable () -> [LandingPage.Table] = { [] }
  /// Metrics that are served with every scrape beside those of the collectors.
  package var writeOwnMetrics: @Sendable (inout MetricWriter) -> Void = { _ in }
  /// What every sample is labelled with; the collectors see to theirs.
  package var labels = Labels.none
  /// How long a scrape may take, whatever the scraper says.
  package var longestScrape: Duration?
  /// Reads the configuration files again, on SIGHUP and POST `/-/reload`; `nil` when there are
  /// none. It has logged what it throws.
  package var reload: (@Sendable () throws -> Void)?

  package init(_ collectors: any ScrapeSource) {
    self.collectors = collectors
  }
}

/// What an exporter is built with.
package struct ExporterContext: Sendable {
  package let log: Logger
  /// Threads for requests and for collectors that wait.
  package let pool: ThreadPool
}
