import Shared

/// Where the thread that reads the stream leaves events for the one that works on them.
///
/// The engine drops events of who does not read, so that reading waits for nothing.
final class EventInbox: Sendable {
  struct Batch: Sendable {
    var events: [EngineEvent] = []
    var isOpen = false
    /// Why the stream has ended; what came before that is in `events`.
    var end: EngineError?
    var isStopping = false
  }

  private struct State {
    var batch = Batch()
    /// Streams are numbered: what comes late of an older one is nobody's business.
    var stream = 0
    var isRead = false
  }

  /// How many events may lie here: some megabytes, or what a large host does in minutes.
  private static let limit = 8192

  private let state = Monitor(State())

  /// Begins with a new stream, and returns its number.
  func begin() -> Int {
    state.update { state in
      state.stream += 1
      state.isRead = true
      state.batch = Batch(isStopping: state.batch.isStopping)
      return state.stream
    }
  }

  func opened(_ stream: Int) {
    state.update { if $0.stream == stream { $0.batch.isOpen = true } }
  }

  /// - Parameter excess: What to say when there are too many: the stream is then lost.
  func add(_ event: EngineEvent, _ stream: Int, excess: () -> EngineError) {
    state.update { state in
      guard state.stream == stream, state.batch.end == nil else { return }
      if state.batch.events.count < Self.limit {
        state.batch.events.append(event)
      } else {
        state.batch.end = excess()
      }
    }
  }

  func ended(_ stream: Int, _ reason: EngineError) {
    state.update { state in
      guard state.stream == stream else { return }
      state.isRead = false
      state.batch.end = state.batch.end ?? reason
    }
  }

  func stop() { state.update { $0.batch.isStopping = true } }

  var isStopping: Bool { state.read { $0.batch.isStopping } }

  /// Takes what has come, as soon as there is something or the deadline comes.
  func take(until deadline: Deadline) -> Batch {
    let batch = state.wait(until: deadline) { state -> Batch? in
      let batch = state.batch
      if batch.events.isEmpty, batch.end == nil, !batch.isStopping { return nil }
      state.batch.events = []
      return batch
    }
    return batch ?? Batch()
  }

  /// Waits until the stream is open or has ended.
  func waitForOpening(by deadline: Deadline) -> Batch {
    let batch = state.wait(until: deadline) { state -> Batch? in
      state.batch.isOpen || state.batch.end != nil || state.batch.isStopping ? state.batch : nil
    }
    return batch ?? Batch()
  }

  /// Waits until nobody reads the stream any more.
  func waitForEnd(by deadline: Deadline) {
    _ = state.wait(until: deadline) { $0.isRead ? nil : true }
  }

  /// Waits, unless everything stops.
  func pause(until deadline: Deadline) {
    _ = state.wait(until: deadline) { $0.batch.isStopping ? true : nil }
  }
}
