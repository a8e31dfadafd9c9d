import Shared

/// The metrics of servers under names that start with another word than `pg` (`--metric-prefix`).
///
/// What tells of the exporter and of its scrapes keeps its names, as upstream: `pg_up`,
/// `pg_exporter_*`, `pg_scrape_*`. Upstream renames no more than the old maps and leaves the
/// collectors' names alone, so that half of its names follow the flag; here all of them do.
struct PrefixedSource: ScrapeSource {
  let base: any ScrapeSource
  /// Without an underscore at its end.
  let prefix: String

  private static let kept = ["pg_exporter_", "pg_scrape_"]

  var names: [String] { base.names }

  func scrape(
    _ selection: CollectorSelection, by deadline: Deadline, into page: inout MetricWriter
  ) throws(SelectionError) -> [CollectorPart] {
    var own = MetricWriter()
    let parts = try base.scrape(selection, by: deadline, into: &own)
    page.append(
      own.finish().replacing(prefix: "pg_", by: "\(prefix)_") { name in
        name == "pg_up" || Self.kept.contains { name.hasPrefix($0) }
      })
    return parts
  }
}
