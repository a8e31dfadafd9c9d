import Shared

/// What was read of each database of a server, and which is read next.
///
/// The deciding half of ``DatabaseWatch``, a value without threads, clocks and connections. A server
/// may have hundreds of databases and lends us one connection for them. So what was read is kept,
/// and read again where it may have changed.
struct Patrol<Contents: Sendable>: Sendable {
  /// A database as the server lists it.
  struct Listed: Sendable {
    let name: String
    /// Moves with everything that is written into it.
    let changes: String
  }

  /// What is kept of a database.
  struct Kept: Sendable {
    let contents: Contents
    let readAt: ContinuousClock.Instant
    fileprivate let changes: String
  }

  private struct Place: Sendable {
    var changes: String
    var kept: Kept?
    var isBeingRead = false
    var failures = 0
    var retryAt: ContinuousClock.Instant?

    var isUnread: Bool { kept == nil && failures == 0 }
  }

  private let maxAge: Duration
  private var places: [ExactName: Place] = [:]
  /// In the order of the list, so that a page has always the same.
  private var order: [ExactName] = []

  /// - Parameter maxAge: After what time a database that was written to is read again; one that was
  ///   not, after five times that.
  init(maxAge: Duration) { self.maxAge = maxAge }

  /// Takes over the server's list: what is not on it is gone.
  mutating func list(_ databases: [Listed]) {
    order = databases.map { ExactName($0.name) }
    let known = Set(order)
    places = places.filter { known.contains($0.key) }
    for database in databases {
      places[ExactName(database.name), default: Place(changes: database.changes)].changes =
        database.changes
    }
  }

  // MARK: - What there is

  var count: Int { order.count }

  /// What is kept, in the order of the list.
  var kept: [(name: String, kept: Kept)] {
    order.compactMap { name in places[name]?.kept.map { (name.text, $0) } }
  }

  func contents(of name: String) -> Contents? { places[ExactName(name)]?.kept?.contents }

  /// Databases that could not be read when that was last tried.
  var failed: [String] { order.filter { (places[$0]?.failures ?? 0) > 0 }.map(\.text) }

  /// Whether a database was not even tried yet.
  var hasUnread: Bool { order.contains { places[$0]?.isUnread ?? false } }

  // MARK: - What is next

  /// The database to be read now, which nobody else gets until it was ``read(_:_:at:)``,
  /// ``failed(_:at:)`` or ``released(_:)``.
  mutating func claim(at now: ContinuousClock.Instant) -> String? {
    var best: (name: ExactName, rank: Int, since: ContinuousClock.Instant?)?
    for name in order {
      guard let place = places[name], !place.isBeingRead,
        let rank = rank(of: place, at: now)
      else { continue }
      let since = place.kept?.readAt ?? place.retryAt
      if let best {
        guard rank < best.rank || rank == best.rank && isEarlier(since, best.since) else {
          continue
        }
      }
      best = (name, rank, since)
    }
    guard let best else { return nil }
    places[best.name]?.isBeingRead = true
    return best.name.text
  }

  /// Whether one could not be read several times in a row.
  func hasFailedOften(_ name: String) -> Bool { (places[ExactName(name)]?.failures ?? 0) > 1 }

  /// Claims one whose turn it may not be, unless it failed a moment ago.
  mutating func claim(_ name: String, at now: ContinuousClock.Instant) -> Bool {
    guard let place = places[ExactName(name)], !place.isBeingRead,
      place.retryAt.map({ $0 <= now }) ?? true
    else { return false }
    places[ExactName(name)]?.isBeingRead = true
    return true
  }

  mutating func read(_ name: String, _ contents: Contents, at now: ContinuousClock.Instant) -> Bool
  {
    change(name) { place in
      place.kept = Kept(contents: contents, readAt: now, changes: place.changes)
      let isNews = place.failures > 0
      place.failures = 0
      place.retryAt = nil
      return isNews
    }
  }

  /// Leaves a database out until it could be read.
  ///
  /// - Returns: Whether that is news.
  mutating func failed(_ name: String, at now: ContinuousClock.Instant) -> Bool {
    let (firstPause, longestPause) = (maxAge / 4, maxAge * 10)
    return change(name) { place in
      place.kept = nil
      place.retryAt = now + min(longestPause, firstPause * (1 << min(place.failures, 6)))
      place.failures += 1
      return place.failures == 1
    }
  }

  /// Puts a database back that was not read after all, which tells nothing about it.
  mutating func released(_ name: String) {
    _ = change(name) { _ in false }
  }

  private mutating func change(_ name: String, _ body: (inout Place) -> Bool) -> Bool {
    let name = ExactName(name)
    guard var place = places[name] else { return false }
    place.isBeingRead = false
    let isNews = body(&place)
    places[name] = place
    return isNews
  }

  /// Unread ones first, then those that were written to, then old ones, then those that failed.
  private func rank(of place: Place, at now: ContinuousClock.Instant) -> Int? {
    if place.failures > 0 { return (place.retryAt ?? now) <= now ? 3 : nil }
    guard let kept = place.kept else { return 0 }
    let age = kept.readAt.duration(to: now)
    if age >= maxAge, kept.changes != place.changes { return 1 }
    return age >= maxAge * 5 ? 2 : nil
  }

  private func isEarlier(
    _ left: ContinuousClock.Instant?, _ right: ContinuousClock.Instant?
  ) -> Bool {
    guard let left, let right else { return false }
    return left < right
  }
}
