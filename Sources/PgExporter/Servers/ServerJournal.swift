import Logging
import Shared
import Synchronization

/// Tells the log when something about a server changes, and is silent while it stays.
final class ServerJournal: Sendable {
  private let server: String
  private let log: Logger
  private let known = Mutex(Known())

  private struct Known {
    var down: DownReason?
    var missing: [String: [String]] = [:]
    var truncated: Set<String> = []
    var unreadToldAt: ContinuousClock.Instant?
  }

  init(_ server: String, _ log: Logger) {
    self.server = server
    self.log = log
  }

  /// One line for the server, and none for each of its collectors.
  func noteDown(_ reason: DownReason, _ error: PgError) {
    let isNews = known.withLock { known in
      defer { known.down = reason }
      return known.down != reason
    }
    guard isNews else { return }
    tell(.error, "server is down", ["reason": "\(reason.rawValue)", "err": "\(error)"])
  }

  func noteUp() {
    guard known.withLock({ $0.down.take() }) != nil else { return }
    tell(.notice, "server answers again")
  }

  /// Says that a server was not read for a reason that is ours, at most once in ten minutes: such a
  /// thing comes and goes with every scrape.
  func noteUnread(_ reason: String) {
    let now = ContinuousClock.now
    let isNews = known.withLock { known in
      if let last = known.unreadToldAt, last + .seconds(600) > now { return false }
      known.unreadToldAt = now
      return true
    }
    guard isNews else { return }
    tell(.error, "server not read: it may be up all the same", ["err": "\(reason)"])
  }

  /// Names the rights that are missing, who needs them, and the remedy.
  func note(_ rights: [NeededRight], role: String?) {
    let missing = Dictionary(grouping: rights.filter(\.isMissing), by: \.right).mapValues {
      $0.map(\.collector)
    }
    let (before, isNews) = known.withLock { known in
      defer { known.missing = missing }
      return (known.missing, known.missing != missing)
    }
    guard isNews else { return }
    for (right, collectors) in missing.sorted(by: { $0.key < $1.key })
    where before[right] != collectors {
      let grantee = role?.sqlIdentifier ?? "the role that the exporter logs in as"
      tell(
        .warning, "the role lacks a right, and the server leaves values out",
        [
          "collectors": "\(collectors.joined(separator: ","))",
          "right": "\(right)",
          "remedy": PredefinedRole(rawValue: right) == nil
            ? "GRANT what the collectors' errors name TO \(grantee)"
            : "GRANT \(right) TO \(grantee)",
        ])
    }
    for right in before.keys.sorted() where missing[right] == nil {
      tell(.notice, "no right is lacking any more", ["right": "\(right)"])
    }
  }

  /// Says once for each collector that it has more series than it may serve.
  ///
  /// How many they are is not known yet, but that there are some.
  func noteTruncated(_ collector: String, _ count: Int) {
    guard count > 0, known.withLock({ $0.truncated.insert(collector).inserted }) else { return }
    tell(
      .warning, "series left out: there are more than --collector.series-limit",
      [
        "collector": "\(collector)", "truncated": "\(count) or more",
        "see": "pg_scrape_collector_truncated",
      ])
  }

  func noteDatabaseDown(_ database: String, _ error: PgError) {
    tell(
      .error, "database left out: it cannot be read",
      ["database": "\(database)", "err": "\(error)"])
  }

  func noteDatabaseUp(_ database: String) {
    tell(.notice, "database is read again", ["database": "\(database)"])
  }

  private func tell(_ level: Logger.Level, _ message: Logger.Message, _ more: Logger.Metadata = [:])
  {
    log.log(level: level, message, metadata: more.merging(["server": "\(server)"]) { $1 })
  }
}
