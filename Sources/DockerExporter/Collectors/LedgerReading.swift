import Shared

/// What the collectors of state read: what is known of containers at the moment, and no engine.
struct LedgerReading: Sendable {
  let ledger: ContainerLedger
  var expected = Expectation()
  /// Of how many containers a page tells.
  var limit = 1000

  func contents() -> ContainerLedger.Contents { ledger.contents.read { $0 } }

  func roster() -> Roster { roster(of: contents()) }

  func roster(of contents: ContainerLedger.Contents) -> Roster {
    Roster(contents, limit: limit, expected: expected)
  }
}
