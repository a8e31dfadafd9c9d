import Synchronization

/// What the sessions with a server have asked of it since the start.
final class SessionStatistics: Sendable {
  private let connectCount = Atomic(0)
  private let statementCount = Atomic(0)
  private let roundTripCount = Atomic(0)

  /// Attempts to connect to one address.
  var connects: Int { connectCount.load(ordering: .relaxed) }
  /// Statements that were sent, those that change settings included.
  var statements: Int { statementCount.load(ordering: .relaxed) }
  /// How many times something was sent and answers were waited for, the way in not counted.
  var roundTrips: Int { roundTripCount.load(ordering: .relaxed) }

  func countConnect() { connectCount.add(1, ordering: .relaxed) }
  func countStatement() { statementCount.add(1, ordering: .relaxed) }
  func countRoundTrip() { roundTripCount.add(1, ordering: .relaxed) }
}
