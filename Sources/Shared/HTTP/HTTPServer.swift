package import Logging
internal import Synchronization

/// An HTTP/1.1 server: one thread owns the connections, a pool runs the handlers.
///
/// Thousands of idle or slow connections cost a descriptor and a few hundred bytes each; a client
/// that stalls holds up nobody. Each limit is in ``HTTPServerConfiguration``.
package final class HTTPServer: Sendable {
  /// Answers on the thread that it is called on.
  package typealias Handler = @Sendable (HTTPRequest) -> HTTPResponse
  /// Answers when it can, and must not wait on the thread that it is called on.
  package typealias DeferringHandler = @Sendable (HTTPRequest, HTTPReply) -> Void

  let configuration: HTTPServerConfiguration
  let log: Logger
  let waker: Waker
  private let pool: ThreadPool
  private let handler: DeferringHandler
  private let inFlight = Atomic<Int>(0)
  private let counted = Atomic<Int>(0)
  private let answers = Mutex<[Answer]>([])
  private let stopping = Mutex<Deadline?>(nil)
  private let state = Monitor(State.new)
  /// For the loop to close what is open once the time to stop is over.
  private static let stopMargin = Duration.milliseconds(300)
  /// How often the loop took news from other threads.
  private let turns = Monitor(UInt64(0))

  /// An answer on its way from the pool to the loop.
  struct Answer: Sendable {
    let connection: UInt64
    let response: HTTPResponse
  }

  private enum State: Equatable {
    case new
    case running
    case ended(finished: Bool)
  }

  package init(
    configuration: HTTPServerConfiguration = HTTPServerConfiguration(), pool: ThreadPool,
    log: Logger, deferringHandler: @escaping DeferringHandler
  ) throws(SystemError) {
    self.configuration = configuration
    self.pool = pool
    self.log = log
    handler = deferringHandler
    waker = try Waker()
  }

  package convenience init(
    configuration: HTTPServerConfiguration = HTTPServerConfiguration(), pool: ThreadPool,
    log: Logger, handler: @escaping Handler
  ) throws(SystemError) {
    try self.init(configuration: configuration, pool: pool, log: log) { request, reply in
      reply(handler(request))
    }
  }

  /// Requests that are not answered yet.
  package var requestsInFlight: Int { inFlight.load(ordering: .relaxed) }

  /// Whether nobody is answered any more, be it that the server was stopped or that it failed.
  package var hasEnded: Bool {
    state.read { state in
      if case .ended = state { true } else { false }
    }
  }

  /// Answers on `listeners` from now on, until ``stop(within:)``; to be called once.
  package func start(on listeners: [Listener]) throws(SystemError) {
    state.update { $0 = .running }
    do throws(SystemError) {
      let epoll = try Epoll()
      try epoll.add(waker.descriptor.rawValue, [.read, .onChange], token: HTTPLoop.wakerToken)
      try HTTPLoop.watch(listeners, with: epoll)
      let box = Mutex<Epoll?>(epoll)
      try Thread.detach { [self] in
        guard let epoll = box.withLock({ $0.take() }) else { return }
        run(HTTPLoop(self, epoll: epoll, listeners: listeners))
      }
    } catch {
      state.update { $0 = .ended(finished: true) }
      throw error
    }
  }

  /// Accepts nobody any more, closes idle connections, lets the answers under way be finished, and
  /// returns once they are or the time is over; true if all were finished.
  package func stop(within duration: Duration) -> Bool {
    if state.read({ $0 == .new }) { return true }
    let deadline = Deadline(in: duration)
    stopping.withLock { $0 = deadline }
    waker.wake()
    return state.wait(until: Deadline(in: duration + Self.stopMargin)) { state in
      if case .ended(let finished) = state { finished } else { nil }
    } ?? false
  }
}

// MARK: - For the loop

extension HTTPServer {
  /// Whether the loop still turns: it is woken and must say so in time.
  package func isResponsive(within limit: Duration) -> Bool {
    let before = turns.read { $0 }
    waker.wake()
    return turns.wait(until: Deadline(in: limit)) { $0 != before ? true : nil } ?? false
  }

  /// Has `loop` turn to its end.
  func run(_ loop: HTTPLoop) {
    let finished = loop.run()
    state.update { $0 = .ended(finished: finished) }
    if stopDeadline == nil { configuration.onFailure() }
  }

  /// Told by the loop each time it was woken.
  func noteTurn() { turns.update { $0 += 1 } }

  /// By when everything must be finished, once ``stop(within:)`` was called.
  var stopDeadline: Deadline? { stopping.withLock { $0 } }

  /// Has the pool answer a request; false when there are too many.
  func run(_ request: HTTPRequest, for connection: UInt64) -> Bool {
    let isLimited = configuration.maxRequests > 0 && configuration.isLimited(request)
    inFlight.add(1, ordering: .relaxed)
    let count = isLimited ? counted.add(1, ordering: .relaxed).newValue : 0
    if count <= configuration.maxRequests,
      pool.run({ [self] in
        let reply = HTTPReply { [self] response in
          noteEnd(isLimited)
          hand(over: Answer(connection: connection, response: response))
        }
        handler(request, reply)
      })
    {
      return true
    }
    noteEnd(isLimited)
    return false
  }

  private func noteEnd(_ isLimited: Bool) {
    inFlight.subtract(1, ordering: .relaxed)
    if isLimited { counted.subtract(1, ordering: .relaxed) }
  }

  private func hand(over answer: Answer) {
    let isFirst = answers.withLock { answers in
      answers.append(answer)
      return answers.count == 1
    }
    // The loop takes all of them at once.
    if isFirst { waker.wake() }
  }

  /// The answers that came since the last call.
  func takeAnswers() -> [Answer] {
    answers.withLock { answers in
      let taken = answers
      answers = []
      return taken
    }
  }
}
