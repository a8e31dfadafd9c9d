import Logging
import Shared

/// Keeps a ledger true, from the engine's events and what inspect says, until it is stopped.
///
/// It works on two threads of its own. Nothing of a scrape waits for it.
final class ContainerWatch: Sendable {
  struct Options: Sendable {
    /// How long, in seconds, and of how many names, histories outlive their containers.
    var historySpan = 900.0
    var historyLimit = 1000
    /// How often an engine that says nothing is asked whether it is there.
    var pingInterval = Duration.seconds(3)
    /// For an answer that costs the engine nothing.
    var pingTimeout = Duration.seconds(2)
    var inspectTimeout = Duration.seconds(3)
    var listTimeout = Duration.seconds(10)
    /// How often everything is compared, in case something went unnoticed.
    var reconcileInterval = Duration.seconds(300)
    /// How long a stream is kept on which nothing comes while the engine does not answer.
    var patience = Duration.seconds(30)
    var kernelLog = "/dev/kmsg"
    /// Whether the engine knows processes by the numbers that the kernel's log has.
    var hasHostProcesses = false
  }

  private let address: EngineAddress
  private let ledger: ContainerLedger
  private let options: Options
  private let log: Logger
  private let inbox = EventInbox()
  private let isOver = Monitor(false)

  init(
    _ address: EngineAddress, ledger: ContainerLedger, options: Options = Options(), log: Logger
  ) {
    self.address = address
    self.ledger = ledger
    self.options = options
    self.log = log
  }

  func start() throws(SystemError) {
    try Thread.detach { [self] in
      do {
        let loop = try WatchLoop(
          address, ledger: ledger, options: options, inbox: inbox, log: log)
        loop.run()
      } catch {
        log.error("cannot watch containers", metadata: ["reason": "\(error)"])
      }
      isOver.update { $0 = true }
    }
  }

  /// Ends it, and waits for that a little: it may just ask an engine that does not answer.
  func stop() {
    inbox.stop()
    _ = isOver.wait(until: Deadline(in: .seconds(1))) { $0 ? true : nil }
  }
}
