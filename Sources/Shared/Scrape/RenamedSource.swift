/// The metrics of a source under names that start otherwise, as flags for a namespace ask for it.
package struct RenamedSource: ScrapeSource {
  private let base: any ScrapeSource
  private let prefix: String
  private let other: String
  private let keeps: @Sendable (String) -> Bool

  /// - Parameters:
  ///   - prefix: What the names start with, its underscore included; those that do not stay.
  ///   - other: What they start with instead, with its underscore, or nothing.
  ///   - keeps: Whether a name stays all the same.
  package init(
    _ base: any ScrapeSource, prefix: String, by other: String,
    where keeps: @escaping @Sendable (String) -> Bool = { _ in false }
  ) {
    self.base = base
    self.prefix = prefix
    self.other = other
    self.keeps = keeps
  }

  package var names: [String] { base.names }

  package func scrape(
    _ selection: CollectorSelection, by deadline: Deadline, into page: inout MetricWriter
  ) throws(SelectionError) -> [CollectorPart] {
    var own = MetricWriter()
    let parts = try base.scrape(selection, by: deadline, into: &own)
    page.append(own.finish().replacing(prefix: prefix, by: other, where: keeps))
    return parts
  }
}
