import Synchronization

/// Something that stays as it is for as long as the machine runs: found out when it is first asked
/// for. What could not be found out is tried again.
final class Once<Value: Sendable>: Sendable {
  private let kept = Mutex<Value?>(nil)

  func value(_ find: () throws -> Value) rethrows -> Value {
    try kept.withLock { kept in
      if let kept { return kept }
      let value = try find()
      kept = value
      return value
    }
  }
}
