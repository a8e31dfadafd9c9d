import Shared
import Synchronization

/// What the exporter did to a server, counted since it started.
final class ServerFigures: Sendable {
  struct Counts: Sendable {
    var scrapes: UInt64 = 0
    /// Seconds that scrapes took in all.
    var scrapeSeconds = 0.0
    var isConnected = false
    var connects: UInt64 = 0
    var failures: [DownReason: UInt64] = [:]
    var commands: UInt64 = 0
    var roundTrips: UInt64 = 0
    /// How long connecting took the last time, and a ping.
    var connectTime: Duration?
    var pingTime: Duration?
  }

  private let counts = Mutex(Counts())

  var current: Counts { counts.withLock { $0 } }

  func note(_ change: (inout Counts) -> Void) { counts.withLock { change(&$0) } }
}
