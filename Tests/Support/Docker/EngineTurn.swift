internal import Synchronization
package import Testing

/// Has suites with engines run one after the other, on a thread of their own, whatever else runs:
/// each of them keeps a machine of two processors busy, and they share an engine.
package struct EngineTurn: SuiteTrait, TestScoping {
  package init() {}

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    await Self.queue.enter()
    defer { Self.queue.leave() }
    try await OwnThread().provideScope(for: test, testCase: testCase, performing: function)
  }

  private static let queue = Queue()

  private final class Queue: Sendable {
    private struct State {
      var isTaken = false
      var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func enter() async {
      await withCheckedContinuation { continuation in
        let isOurs = state.withLock { state in
          if state.isTaken { state.waiting.append(continuation) }
          defer { state.isTaken = true }
          return !state.isTaken
        }
        if isOurs { continuation.resume() }
      }
    }

    func leave() {
      let next = state.withLock { state in
        if state.waiting.isEmpty {
          state.isTaken = false
          return nil as CheckedContinuation<Void, Never>?
        }
        return state.waiting.removeFirst()
      }
      next?.resume()
    }
  }
}

// MARK: - The engine that they share

extension DockerEngine {
  private static let common = Result { try DockerEngine() }

  /// The engine of all tests that need one and do not mind what other tests have left there.
  package static func shared() throws -> DockerEngine { try common.get() }

  /// The same, running and without containers.
  package static func emptied() throws -> DockerEngine {
    let engine = try shared()
    engine.thaw()
    try engine.start()
    try engine.removeAll()
    return engine
  }
}
