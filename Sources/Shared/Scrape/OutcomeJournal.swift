internal import Logging
internal import Synchronization

/// Tells the log when a collector's outcome changes, and is silent while it stays.
///
/// A server is scraped every few seconds for years; a line for each would bury the first one.
final class OutcomeJournal: Sendable {
  private let log: Logger
  private let last = Mutex<[String: CollectorOutcome]>([:])
  private let duplicates = Mutex<Set<String>>([])

  init(_ log: Logger) {
    self.log = log
  }

  /// Notes families that were left out since others of their name were there, each once for all.
  func note(duplicates names: [String]) {
    guard !names.isEmpty else { return }
    let news = duplicates.withLock { known in names.filter { known.insert($0).inserted } }
    for name in news {
      log.error("family written twice, the second one is left out", metadata: ["family": "\(name)"])
    }
  }

  func note(_ parts: [CollectorPart]) {
    let changes = last.withLock { last in
      var changes: [(CollectorPart, CollectorOutcome?)] = []
      for part in parts where last[part.name] != part.outcome {
        changes.append((part, last.updateValue(part.outcome, forKey: part.name)))
      }
      return changes
    }
    for (part, before) in changes {
      let collector: Logger.Metadata = ["collector": "\(part.name)"]
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

extension Logger.Metadata {
  fileprivate func adding(_ key: String, _ value: String) -> Self {
    var metadata = self
    metadata[key] = "\(value)"
    return metadata
  }
}
