internal import Logging
internal import Synchronization

/// Tells the log when a collector's outcome changes, and is silent while it stays.
///
/// A server is scraped every few seconds for years; a line for each would bury the first one.
final class OutcomeJournal: Sendable {
  private let log: Logger
  private let last = Mutex<[String: CollectorOutcome]>([:])
  /// Families that were left out; each is worth one line.
  private let told = Mutex<Set<String>>([])

  init(_ log: Logger) {
    self.log = log
  }

  func note(_ part: CollectorPart) { note([part]) }

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

extension OutcomeJournal {
  /// Names the families that were left out of a page since a collector before had written them.
  func note(duplicates: [String]) {
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
