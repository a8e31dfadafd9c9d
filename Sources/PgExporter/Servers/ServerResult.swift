import Shared

/// What a scrape has of one server: what a reading found, and what is kept of other databases.
struct ServerResult {
  let server: Server
  /// How each collector ended.
  private(set) var parts: [CollectorPart] = []
  /// What each collector wrote, once for every database.
  private(set) var written: [[Exposition]] = []
  /// Series left out, by collector.
  private(set) var truncated: [(collector: String, count: Int)] = []
  private let found: ServerReading.Found
  private let patrol: Patrol<DatabaseWatch.Contents>?

  init(_ server: Server, _ collectors: [any PgCollector], _ found: ServerReading.Found) {
    self.server = server
    self.found = found
    // Of a server that does not answer nothing is served, however young.
    patrol = found.isUp ? server.databases?.patrol : nil
    let kept = patrol?.kept ?? []
    for (index, collector) in collectors.enumerated() {
      let piece = found.piece(index)
      var outcome = piece.outcome
      var count = piece.truncated
      var pages = [piece.written]
      var series = piece.series
      if collector.isPerDatabase {
        for (name, kept) in kept {
          guard let other = kept.contents[collector.name] else { continue }
          count += other.truncated
          // What is left of the limit is for databases that it can serve wholly.
          if series + other.series <= server.rules.seriesLimit {
            pages.append(other.written)
            series += other.series
          } else {
            count += other.series
          }
          if case .failed(let reason) = other.outcome, !outcome.isFailure {
            outcome = .failed("database \(name): \(reason)")
          }
        }
      }
      written.append(pages.filter { !$0.isEmpty })
      truncated.append((collector.name, count))
      parts.append(
        CollectorPart(name: collector.name, outcome: outcome, duration: piece.duration))
    }
  }

  /// - Parameter elapsed: How long the scrape has taken, for a server that is not back yet.
  func report(_ collectors: [any PgCollector], elapsed: Duration) -> Exposition {
    var metrics = MetricWriter(labels: server.labels)
    ServerReport(
      isUp: found.isUp, hasError: !found.isUp || parts.contains { $0.outcome.isFailure },
      duration: found.duration ?? elapsed, figures: server.counts, truncated: truncated,
      rights: NeededRight.list(collectors, refused: server.refusedCollectors, found.rights),
      patrol: patrol
    ).write(into: &metrics)
    return metrics.finish()
  }
}
