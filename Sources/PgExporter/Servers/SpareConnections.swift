import Shared

/// The connections to a server beside the kept one, and who has them: visitors of other databases,
/// and readings that cannot wait for the kept one.
final class SpareConnections: Sendable {
  private let limit: Int
  private let taken = Monitor(0)

  init(limit: Int) { self.limit = limit }

  /// Takes one, if there is one; ``giveBack()`` returns it.
  ///
  /// - Parameter lingering: How many are held by attempts that nobody has in hand.
  func take(besides lingering: Int = 0) -> Bool {
    taken.adjust { taken in
      guard taken + lingering < limit else { return false }
      taken += 1
      return true
    }
  }

  /// Whether what is taken is no more than there may be.
  func suffices(besides lingering: Int) -> Bool { taken.read { $0 + lingering <= limit } }

  func giveBack() { taken.adjust { $0 -= 1 } }
}
