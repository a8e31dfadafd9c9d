import Logging
import Shared
import Synchronization

/// Tells the log when a server goes down and when it is back, one line each.
final class DownJournal: Sendable {
  private let server: String
  private let log: Logger
  private let down = Mutex<DownReason?>(nil)

  init(_ server: String, _ log: Logger) {
    self.server = server
    self.log = log
  }

  func noteDown(_ error: RedisError) {
    let isNews = down.withLock { down in
      defer { down = error.reason }
      return down != error.reason
    }
    guard isNews else { return }
    log.error(
      "server is down",
      metadata: ["server": "\(server)", "reason": "\(error.reason.rawValue)", "err": "\(error)"])
  }

  func noteUp() {
    guard down.withLock({ $0.take() }) != nil else { return }
    log.notice("server answers again", metadata: ["server": "\(server)"])
  }
}
