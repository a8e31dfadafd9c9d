import Shared
import Synchronization

/// What the exporter did to a server, counted since it started.
final class ServerFigures: Sendable {
  struct Counts: Sendable {
    var openConnections = 0
    var connects: UInt64 = 0
    var failures: [DownReason: UInt64] = [:]
    var statements = 0
    var roundTrips = 0
    var scrapes: UInt64 = 0
  }

  private let counts = Mutex(Counts())

  var current: Counts { counts.withLock { $0 } }

  func note(_ change: (inout Counts) -> Void) { counts.withLock { change(&$0) } }
}
