package import Logging
internal import Synchronization

/// Tells the log when a collector's outcome changes, and is silent while it stays.
///
/// A server is scraped every few seconds for years; a line for each would bury the first one.
package final class OutcomeJournal: Sendable {
  private let log: Logger
  private let last = Mutex<[Key: CollectorOutcome]>([:])

  private struct Key: Hashable {
    let name: String
    let server: String?

    init(_ part: CollectorPart) {
      name = part.name
      server = part.server
    }
  }

  /// Families that were left out; each is worth one line.
  private let told = Mutex<Set<String>>([])

  package init(_ log: Logger) {
    self.log = log
  }

  package func note(_ part: CollectorPart) { note([part]) }

  package func note(_ parts: [CollectorPart]) {
    let changes = last.withLock { last in
      var changes: [(CollectorPart, CollectorOutcome?)] = []
      for part in parts where last[Key(part)] != part.outcome {
        changes.append((part, last.updateValue(part.outcome, forKey: Key(part))))
      }
      return changes
    }
    for (part, before) in changes {
      var collector: Logger.Metadata = ["collector": "\(part.name)"]
      if let server = part.server { collector["server"] = "\(server)" }
      switch part.outcome {
      case .failed(let reason):
        log.error("collector failed", metadata: collector.adding("err", reason))
      case .absent(let what):
        log.debug("nothing to collect on this machine", metadata: collector.adding("absent", what))
      case .wrote:
        if before?.isFailure == true { log.notice("collector works again", metadata: collector) }
      }
    }
  }
}

extension OutcomeJournal {
  /// Names the families that were left out of a page since a collector before had written them.
  package func note(duplicates: [String]) {
    guard !duplicates.isEmpty else { return }
    let news = told.withLock { told in duplicates.filter { told.insert($0).inserted } }
    guard !news.isEmpty else { return }
    log.error(
      "metrics left out: two collectors write the same family",
      metadata: ["families": "\(news.joined(separator: " "))"])
  }
}

extension Logger.Metadata {
  fileprivate func adding(_ key: String, _ value: String) -> Self {
    var metadata = self
    metadata[key] = "\(value)"
    return metadata
  }
}
