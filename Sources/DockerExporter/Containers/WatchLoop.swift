import Logging
import Shared

/// What the thread of a watch does: connect, follow the stream, and begin again when it is lost.
final class WatchLoop {
  let client: EngineClient
  let ledger: ContainerLedger
  let options: ContainerWatch.Options
  let inbox: EventInbox
  let log: Logger
  let kernelLog: KernelLog

  /// Since the first answer.
  var bookkeeper: Bookkeeper?
  var recent = RecentEvents()
  var continuity = Continuity()
  /// Containers that must be inspected.
  var stale: Set<String> = []
  var nextReconciliation = ContinuousClock.now
  var lastAnswer = ContinuousClock.now
  /// When to give back what inspecting took; `nil` when nothing was inspected.
  var nextTrim: ContinuousClock.Instant?
  /// Since when the stream is open; `nil` when it is not.
  var opened: ContinuousClock.Instant?
  /// Of calls while the stream is open.
  var callBackoff = Backoff()
  private var backoff = Backoff()
  var lastFailure: String?

  init(
    _ address: EngineAddress, ledger: ContainerLedger, options: ContainerWatch.Options,
    inbox: EventInbox, log: Logger
  ) throws(EngineError) {
    client = try EngineClient(address)
    self.ledger = ledger
    self.options = options
    self.inbox = inbox
    self.log = log
    kernelLog = KernelLog(options.kernelLog)
  }

  func run() {
    while !inbox.isStopping {
      let begin = ContinuousClock.now
      let error = follow()
      opened = nil
      ledger.contents.update {
        $0.connection.isStreaming = false
        $0.connection.isSettled = false
      }
      if inbox.isStopping { break }
      report("the stream of events is lost", error)
      // One that has lived or brought something is worth coming back to at once.
      if lastAnswer - begin > .seconds(5) || continuity.hasBroughtNews { backoff.succeeded() }
      let now = ContinuousClock.now
      backoff.failed(at: now)
      // Not faster than this, whatever happens.
      inbox.pause(until: Deadline(in: .milliseconds(50)))
      while !inbox.isStopping, !backoff.isDue(at: .now) {
        inbox.pause(until: Deadline(in: .milliseconds(100)))
        settle()
      }
    }
    ledger.contents.update { $0.connection.isUp = false }
  }

  /// Connects and works until the stream is lost; returns why it was.
  private func follow() -> EngineError {
    do {
      let greeting = try client.ping(by: Deadline(in: options.pingTimeout))
      answered()
      return try follow(greeting)
    } catch {
      if !error.isAnswer { failed(error) }
      return error
    }
  }

  private func follow(_ greeting: EngineClient.Greeting) throws(EngineError) -> EngineError {
    let baseline = begin(greeting)
    let address = client.address
    let stream = try EventStream(
      address, path: client.path("/events"), since: continuity.since ?? baseline,
      isPodman: greeting.isPodman)
    let number = inbox.begin()
    continuity.begin(at: .now)
    let listener = EventStream.Listener(
      opened: { [inbox] in inbox.opened(number) },
      event: { [inbox] event in
        inbox.add(event, number) {
          EngineError(
            "GET /events", of: address, .tooLong, "events come faster than they are worked on")
        }
      })
    do {
      try Thread.detach { [inbox] in inbox.ended(number, stream.run(listener)) }
    } catch {
      throw EngineError("GET /events", of: address, .other, "\(error)")
    }
    defer {
      stream.cancel()
      inbox.waitForEnd(by: Deadline(in: .seconds(5)))
    }
    let opening = inbox.waitForOpening(by: Deadline(in: options.listTimeout))
    guard opening.isOpen else {
      throw opening.end
        ?? EngineError("GET /events", of: address, .timeout, "no answer in time")
    }
    ledger.contents.update { contents in
      if continuity.isReconnection { contents.connection.reconnections += 1 }
      contents.connection.isStreaming = true
    }
    report("containers are watched", nil)
    opened = .now
    nextReconciliation = .now
    return serve()
  }

  /// Begins to count, when that has not begun; returns since when.
  private func begin(_ greeting: EngineClient.Greeting) -> Double {
    ledger.contents.update {
      $0.connection.apiVersion = client.version.map { "\($0)" }
    }
    if let baseline = bookkeeper?.baseline { return baseline }
    // An engine behind a Unix socket has our clock. Of another one's only the second is known.
    var now = WallClock.seconds
    if client.address.socket == nil, let time = greeting.time, abs(time + 0.5 - now) > 2 {
      now = time
    }
    bookkeeper = Bookkeeper(
      baseline: now, historySpan: options.historySpan, historyLimit: options.historyLimit,
      hasHostProcesses: options.hasHostProcesses)
    return now
  }
}
