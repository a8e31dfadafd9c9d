internal import Shared
package import Testing

/// Has a test run on a thread of its own.
///
/// The threads that tests run on are as many as the machine has processors. One that waits for
/// minutes, as those before a real engine do, would keep every other test waiting for half of them.
package struct OwnThread: SuiteTrait, TestTrait, TestScoping {
  package init() {}

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let executor = try ThreadExecutor()
    defer { executor.end() }
    try await withTaskExecutorPreference(executor) { try await function() }
  }
}

/// Runs what tasks have to do on a thread of its own, one thing after the other.
final class ThreadExecutor: TaskExecutor {
  private struct Queue {
    var jobs: [UnownedJob] = []
    var isOver = false
  }

  private enum Next {
    case job(UnownedJob)
    case end
  }

  private let queue = Monitor(Queue())

  init() throws {
    try Shared.Thread.detach { [self] in
      while case .job(let job)? = next { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
  }

  private var next: Next? {
    queue.wait(until: Deadline(in: .seconds(1 << 31))) { queue in
      if !queue.jobs.isEmpty { return .job(queue.jobs.removeFirst()) }
      return queue.isOver ? .end : nil
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.update { $0.jobs.append(job) }
  }

  /// Lets the thread go, once nothing is left.
  func end() { queue.update { $0.isOver = true } }
}
