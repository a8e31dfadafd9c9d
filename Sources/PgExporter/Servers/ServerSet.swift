import Logging
import Shared

/// All data sources of the exporter, and the scrape that reads them.
///
/// Each is read on a thread of its own; the families of all are put together, so that each stands on
/// the page once.
final class ServerSet: ScrapeSource {
  let names: [String]
  private let servers: [Server]
  private let collectors: [any PgCollector]
  private let disabled: Set<String>
  private let pool: ThreadPool
  private let log: Logger

  init(
    _ servers: [Server], _ collectors: [any PgCollector], disabled: Set<String>, pool: ThreadPool,
    log: Logger
  ) {
    self.servers = servers
    self.collectors = collectors
    self.disabled = disabled
    self.pool = pool
    self.log = log
    names = collectors.map(\.name).sorted()
  }

  func scrape(
    _ selection: CollectorSelection, by deadline: Deadline, into page: inout MetricWriter
  ) throws(SelectionError) -> [CollectorPart] {
    // TODO(contract): unknown names, single flight, several servers at once, pg_up.
    var parts: [CollectorPart] = []
    let wanted = collectors.filter { selection.includes($0.name) }
    for server in servers {
      let pieces = Monitor<[Server.Piece]>([])
      server.scrape(wanted, labels: .none, by: deadline) { piece in
        pieces.update { $0.append(piece) }
      }
      for piece in pieces.read({ $0 }) {
        page.append(piece.written)
        parts.append(piece.part)
      }
    }
    return parts
  }
}
