import Shared
import Synchronization

/// What the collectors of state read: what is known of containers at the moment. No engine is asked.
final class LedgerReading: Sendable {
  let ledger: ContainerLedger
  let expected: ExpectedContainers
  /// Of how many containers a page tells.
  let limit: Int
  /// The last one, and the ledger's revision that it was made of.
  private let last = Mutex<(revision: UInt64, roster: Roster)?>(nil)

  init(
    _ ledger: ContainerLedger, expected: ExpectedContainers = ExpectedContainers(),
    limit: Int = 1000
  ) {
    self.ledger = ledger
    self.expected = expected
    self.limit = limit
  }

  func contents() -> ContainerLedger.Contents { ledger.contents.read { $0 } }

  func roster() -> Roster { roster(of: contents()) }

  func roster(of contents: ContainerLedger.Contents) -> Roster {
    if let last = last.withLock({ $0 }), last.revision == contents.revision { return last.roster }
    let roster = Roster(contents.containers, limit: limit, expected: expected)
    last.withLock { $0 = (contents.revision, roster) }
    return roster
  }
}
