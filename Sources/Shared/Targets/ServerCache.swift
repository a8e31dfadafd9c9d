/// What is kept of servers that are named by requests: at most so many, and none that nobody asked
/// for in the last minutes.
///
/// Whoever was given a value may go on with it when it is forgotten here; its connections are closed
/// with its last user.
package final class ServerCache<Value: Sendable>: Sendable {
  /// What a request names.
  package struct Key: Hashable, Sendable {
    /// Only its digest is kept: it may hold a password, and names that look alike are not the same.
    private let target: String
    package let module: ExactName
    /// The server, whoever logs in to whatever database there.
    package let endpoint: ExactName

    package init(target: String, module: String, endpoint: String = "") {
      self.target = SHA256.hex(Array(target.utf8))
      self.module = ExactName(module)
      self.endpoint = ExactName(endpoint)
    }
  }

  private let limit: Int
  private let limitPerEndpoint: Int
  private let patience: Duration
  private let state = Monitor(State())

  private struct State {
    var entries: [Key: (value: Value, lastUse: ContinuousClock.Instant)] = [:]
    var hasJanitor = false

    mutating func removeOldest(of keys: [Key]) -> Value? {
      let uses = keys.compactMap { key in entries[key].map { (key, $0.lastUse) } }
      let oldest = uses.min { $0.1 < $1.1 }
      return oldest.flatMap { entries.removeValue(forKey: $0.0)?.value }
    }
  }

  /// - Parameter limitPerEndpoint: Each holds a connection, and the server is to have no more of
  ///   them.
  package init(
    limit: Int = 64, limitPerEndpoint: Int = .max, patience: Duration = .seconds(300)
  ) {
    self.limit = limit
    self.limitPerEndpoint = limitPerEndpoint
    self.patience = patience
  }

  package var count: Int { state.read { $0.entries.count } }

  /// The value for the key; where there is none, a new one, for which the least recently used gives
  /// way.
  ///
  /// - Parameter make: Must not wait: others do meanwhile.
  package func value(for key: Key, _ make: () throws -> Value) rethrows -> Value {
    // Given up outside of the lock: closing connections takes a moment.
    var outdated: [Value?] = []
    defer { withExtendedLifetime(outdated) {} }
    let (value, needsJanitor) = try state.adjust { state in
      if let known = state.entries[key]?.value {
        state.entries[key]?.lastUse = .now
        return (known, false)
      }
      let made = try make()
      let neighbours = state.entries.keys.filter { $0.endpoint == key.endpoint }
      if neighbours.count >= limitPerEndpoint {
        outdated.append(state.removeOldest(of: neighbours))
      }
      if state.entries.count >= limit {
        outdated.append(state.removeOldest(of: Array(state.entries.keys)))
      }
      state.entries[key] = (made, .now)
      defer { state.hasJanitor = true }
      return (made, !state.hasJanitor)
    }
    if needsJanitor { startJanitor() }
    return value
  }

  /// Forgets what was made for these keys, so that nobody is given it any more.
  package func forget(_ isOutdated: (Key) -> Bool) {
    var outdated: [Value] = []
    defer { withExtendedLifetime(outdated) {} }
    state.adjust { state in
      for (key, entry) in state.entries where isOutdated(key) {
        outdated.append(entry.value)
        state.entries[key] = nil
      }
    }
  }

  /// Looks after entries while there are any.
  private func startJanitor() {
    do throws(SystemError) {
      let patience = patience
      try Thread.detach { [weak self] in
        while self?.forgetUnused() == true {
          _ = Monitor(()).wait(until: Deadline(in: patience / 5)) { _ in Bool?.none }
        }
      }
    } catch {
      // The machine is out of threads; the next new entry tries again.
      state.adjust { $0.hasJanitor = false }
    }
  }

  /// Forgets what nobody used lately.
  ///
  /// - Returns: Whether anything is left.
  private func forgetUnused() -> Bool {
    var outdated: [Value] = []
    defer { withExtendedLifetime(outdated) {} }
    return state.adjust { state in
      let limit = ContinuousClock.now - patience
      for (key, entry) in state.entries where entry.lastUse < limit {
        outdated.append(entry.value)
        state.entries[key] = nil
      }
      state.hasJanitor = !state.entries.isEmpty
      return state.hasJanitor
    }
  }
}
