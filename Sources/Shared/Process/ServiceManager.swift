internal import CSystemd
internal import Glibc

/// systemd, when it started this process as a `Type=notify` service; else nobody listens.
struct ServiceManager {
  /// How often systemd wants to hear that the process still works; `nil` when it does not ask.
  let watchdogInterval: Duration?

  init() {
    var microseconds: UInt64 = 0
    let isAsked = unsafe sd_watchdog_enabled(0, &microseconds) > 0
    // Twice as often as asked for, so that one late word does no harm.
    watchdogInterval = isAsked ? .microseconds(Int64(microseconds / 2)) : nil
  }

  func tell(_ state: State) { unsafe sd_notify(0, state.rawValue) }

  enum State: String {
    case ready = "READY=1"
    case reloading = "RELOADING=1"
    case stopping = "STOPPING=1"
    case alive = "WATCHDOG=1"
  }
}
