import Logging
import Shared

/// Something that an engine is asked at long intervals, on a thread of its own, so that neither a
/// scrape nor the watch waits for what may take an engine minutes.
final class Inquiry<Answer: Sendable>: Sendable {
  struct Latest: Sendable {
    var answer: Answer?
    /// When the answer came, and how long it took.
    var time: ContinuousClock.Instant?
    var duration = Duration.zero
    /// Why there is no newer answer.
    var error: EngineError?

    var age: Duration? { time.map { .now - $0 } }

    /// The answer, unless the engine has failed to give a newer one.
    var valid: Answer? { error == nil ? answer : nil }
  }

  private let address: EngineAddress
  private let what: String
  private let interval: Duration
  private let timeout: Duration
  private let log: Logger
  private let ask: @Sendable (EngineClient, Deadline) throws(EngineError) -> Answer
  private let latest = Monitor(Latest())
  private let isStopping = Monitor(false)

  /// - Parameters:
  ///   - what: What it is about, for the log.
  ///   - timeout: How long the engine may take.
  ///   - ask: Asks it; the version that is spoken is agreed on before.
  init(
    _ what: String, of address: EngineAddress, every interval: Duration, timeout: Duration,
    log: Logger,
    _ ask: @escaping @Sendable (EngineClient, Deadline) throws(EngineError) -> Answer
  ) {
    self.what = what
    self.address = address
    self.interval = interval
    self.timeout = timeout
    self.log = log
    self.ask = ask
  }

  /// What is known at the moment.
  var current: Latest { latest.read { $0 } }

  func start() throws(SystemError) {
    try Thread.detach { [self] in
      do throws(EngineError) {
        run(with: try EngineClient(address))
      } catch {
        note(error)
      }
    }
  }

  func stop() { isStopping.update { $0 = true } }

  private func run(with client: EngineClient) {
    while true {
      let begin = ContinuousClock.now
      do throws(EngineError) {
        // The engine may be another one than last time.
        try client.ping(by: Deadline(in: min(timeout, .seconds(5))))
        let answer = try ask(client, Deadline(in: timeout))
        latest.update {
          $0 = Latest(answer: answer, time: .now, duration: .now - begin, error: nil)
        }
      } catch {
        note(error)
      }
      let pause = current.error == nil ? interval : min(interval, .seconds(10))
      let isOver = isStopping.wait(until: Deadline(in: pause)) { $0 ? true : nil }
      if isOver != nil { return }
    }
  }

  private func note(_ error: EngineError) {
    let isNew = latest.update { latest in
      defer { latest.error = error }
      return latest.error?.kind != error.kind
    }
    guard isNew else { return }
    // That there is no engine is told by who watches it.
    let level: Logger.Level = error.kind == .refused ? .debug : .info
    log.log(level: level, "\(what) cannot be asked for", metadata: ["reason": "\(error)"])
  }
}
