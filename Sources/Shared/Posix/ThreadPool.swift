/// A few threads for work that blocks, started when needed and ended when idle.
///
/// The thread that became idle last gets the next job, so that a scrape every 15 seconds is served
/// by one warm thread and the others, started for a rush, go away. When the pool goes away, its
/// threads end after what they are at.
package final class ThreadPool: Sendable {
  package typealias Job = @Sendable () -> Void

  private let shared: ThreadPoolState

  /// - Parameters:
  ///   - limit: Threads at most.
  ///   - queueLimit: Jobs that may wait while all of them work.
  ///   - patience: How long a thread waits for a job before it ends. One thread always stays.
  package init(limit: Int, queueLimit: Int = 0, patience: Duration = .seconds(30)) {
    shared = ThreadPoolState(
      limit: max(1, limit), queueLimit: queueLimit, patience: patience)
  }

  deinit { shared.end() }

  /// Threads that there are at the moment.
  package var threads: Int { shared.threads }

  /// Has `job` run on a thread; false when all are busy and no job may wait any more.
  ///
  /// - Parameter mayWait: Whether this one may.
  package func run(mayWait: Bool = true, _ job: @escaping Job) -> Bool {
    shared.run(job, mayWait: mayWait)
  }
}

/// What the pool's threads share, and outlives the pool until the last of them ended.
private final class ThreadPoolState: Sendable {
  typealias Job = ThreadPool.Job

  private struct State {
    /// The threads that wait, the one that worked last at the end.
    var idle: [Worker] = []
    var threads = 0
    var queue: [Job] = []
    var hasEnded = false
  }

  /// What an idle thread waits for.
  private final class Worker: Sendable {
    enum Order {
      case work(Job)
      case end
    }

    private let order = Monitor<Order?>(nil)

    func give(_ order: Order) { self.order.update { $0 = order } }

    func wait(until deadline: Deadline) -> Order? {
      order.wait(until: deadline) { order in order.take() }
    }
  }

  private let limit: Int
  private let queueLimit: Int
  private let patience: Duration
  private let state = Monitor(State())

  init(limit: Int, queueLimit: Int, patience: Duration) {
    self.limit = limit
    self.queueLimit = queueLimit
    self.patience = patience
  }

  var threads: Int { state.read { $0.threads } }

  func run(_ job: @escaping Job, mayWait: Bool) -> Bool {
    enum Place {
      case worker(Worker)
      case newThread, queue, none
    }
    let place = state.update { state -> Place in
      if let worker = state.idle.popLast() { return .worker(worker) }
      if state.threads < limit {
        state.threads += 1
        return .newThread
      }
      guard mayWait, state.queue.count < queueLimit else { return .none }
      state.queue.append(job)
      return .queue
    }
    switch place {
    case .worker(let worker): worker.give(.work(job))
    case .newThread: return start(with: job)
    case .queue: break
    case .none: return false
    }
    return true
  }

  func end() {
    let idle = state.update { state in
      state.hasEnded = true
      return state.idle
    }
    for worker in idle { worker.give(.end) }
  }

  private func start(with job: @escaping Job) -> Bool {
    do throws(SystemError) {
      // Handed over like every other, so that the thread holds it no longer than it runs.
      let worker = Worker()
      worker.give(.work(job))
      try Thread.detach { self.work(as: worker) }
      return true
    } catch {
      // The machine is out of threads; one of those that are there may have become idle meanwhile,
      // or will come to it.
      let (idle, isQueued) = state.update { state -> (Worker?, Bool) in
        state.threads -= 1
        if let worker = state.idle.popLast() { return (worker, true) }
        guard state.threads > 0, state.queue.count < queueLimit else { return (nil, false) }
        state.queue.append(job)
        return (nil, true)
      }
      idle?.give(.work(job))
      return isQueued
    }
  }
}

// MARK: - A thread

extension ThreadPoolState {
  private func work(as worker: Worker) {
    var order = worker.wait(until: Deadline(in: patience))
    while run(order.take()) {
      // What the job held is gone by now; it must not live until the next one comes.
      order = nextOrder(for: worker)
    }
    state.update { $0.threads -= 1 }
  }

  private func run(_ order: consuming Worker.Order?) -> Bool {
    guard case .work(let job) = order else { return false }
    job()
    return true
  }

  /// What to do next, however long it takes to come.
  private func nextOrder(for worker: Worker) -> Worker.Order {
    let order = state.update { state -> Worker.Order? in
      if !state.queue.isEmpty { return .work(state.queue.removeFirst()) }
      if state.hasEnded { return .end }
      state.idle.append(worker)
      return nil
    }
    var deadline = Deadline(in: patience)
    while true {
      if let order = order ?? worker.wait(until: deadline) { return order }
      let isSpare = state.update { state -> Bool in
        // Not among the idle ones any more: a job is on its way.
        guard state.idle.count > 1, let index = state.idle.firstIndex(where: { $0 === worker })
        else { return false }
        state.idle.remove(at: index)
        return true
      }
      if isSpare { return .end }
      // The last one stays; it looks now and then whether another came to stay in its place.
      deadline = Deadline(in: patience * 20)
    }
  }
}
