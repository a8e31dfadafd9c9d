/// A few threads for work that blocks, started when needed and ended when idle.
///
/// The thread that became idle last gets the next job, so that a scrape every 15 seconds is served
/// by one warm thread and the others, started for a rush, go away.
package final class ThreadPool: Sendable {
  package typealias Job = @Sendable () -> Void

  private struct State {
    /// The threads that wait, the one that worked last at the end.
    var idle: [Worker] = []
    var threads = 0
    var queue: [Job] = []
  }

  private let limit: Int
  private let queueLimit: Int
  private let patience: Duration
  private let state = Monitor(State())

  /// - Parameters:
  ///   - limit: Threads at most.
  ///   - queueLimit: Jobs that may wait while all of them work.
  ///   - patience: How long a thread waits for a job before it ends. One thread always stays.
  package init(limit: Int, queueLimit: Int = 0, patience: Duration = .seconds(30)) {
    self.limit = max(1, limit)
    self.queueLimit = queueLimit
    self.patience = patience
  }

  /// Threads that there are at the moment.
  package var threads: Int { state.read { $0.threads } }

  /// Has `job` run on a thread; false when all are busy and no job may wait any more.
  package func run(_ job: @escaping Job) -> Bool {
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
      guard state.queue.count < queueLimit else { return .none }
      state.queue.append(job)
      return .queue
    }
    switch place {
    case .worker(let worker): worker.job.update { $0 = job }
    case .newThread: return start(with: job)
    case .queue: break
    case .none: return false
    }
    return true
  }

  private func start(with job: @escaping Job) -> Bool {
    do throws(SystemError) {
      try Thread.detach { self.work(first: job) }
      return true
    } catch {
      // The machine is out of threads; those that are there may still come to it.
      return state.update { state in
        state.threads -= 1
        guard state.threads > 0, state.queue.count < queueLimit else { return false }
        state.queue.append(job)
        return true
      }
    }
  }

  private final class Worker: Sendable {
    let job = Monitor<Job?>(nil)

    /// Takes the job that was handed over, if one comes in time.
    func wait(until deadline: Deadline) -> Job? {
      job.wait(until: deadline) { job in job.take() }
    }
  }

  private func work(first: @escaping Job) {
    let worker = Worker()
    var job: Job? = first
    while let next = job {
      next()
      // What the job holds must not live until the next one comes.
      job = nil
      job = nextJob(for: worker)
    }
  }

  private func nextJob(for worker: Worker) -> Job? {
    let queued = state.update { state -> Job? in
      if !state.queue.isEmpty { return state.queue.removeFirst() }
      state.idle.append(worker)
      return nil
    }
    if let queued { return queued }

    var deadline = Deadline(in: patience)
    while true {
      if let job = worker.wait(until: deadline) { return job }
      let ends = state.update { state -> Bool in
        // Not among the idle ones any more: a job is on its way.
        guard state.idle.count > 1, let index = state.idle.firstIndex(where: { $0 === worker })
        else { return false }
        state.idle.remove(at: index)
        state.threads -= 1
        return true
      }
      if ends { return nil }
      // The last one stays; it looks now and then whether another came to stay in its place.
      deadline = Deadline(in: patience * 20)
    }
  }
}
