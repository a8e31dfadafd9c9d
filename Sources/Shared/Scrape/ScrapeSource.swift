/// What a page of metrics is filled from: the collectors of an exporter or of one target.
///
/// ``CollectorSet`` is one for collectors that are read one by one. An exporter whose collectors
/// share a connection has its own, which reads them together.
package protocol ScrapeSource: Sendable {
  /// Of all collectors, in byte order.
  var names: [String] { get }

  /// Collects and appends to `page`, at the latest when `deadline` comes.
  ///
  /// - Returns: How each selected collector ended for this scrape, in a stable order.
  func scrape(
    _ selection: CollectorSelection, by deadline: Deadline, into page: inout MetricWriter
  ) throws(SelectionError) -> [CollectorPart]
}
