import Shared

/// Reads the configuration again when its file has another content than at the last look, good or bad.
final class ConfigurationWatch: Sendable {
  private let source: ConfigurationSource
  private let last: Monitor<String>
  private let reload: @Sendable () throws -> Void

  init(_ source: ConfigurationSource, reload: @escaping @Sendable () throws -> Void) {
    self.source = source
    self.reload = reload
    last = Monitor(source.fingerprint)
  }

  /// Looks once; true when the content has changed.
  @discardableResult
  func look() -> Bool {
    let fingerprint = source.fingerprint
    let hasChanged = last.adjust { last in
      defer { last = fingerprint }
      return last != fingerprint
    }
    // It has logged what it throws.
    if hasChanged { try? reload() }
    return hasChanged
  }

  /// Looks again and again, on a thread of its own.
  func start(every interval: Duration) throws(SystemError) {
    let never = Monitor(())
    try Thread.detach { [self] in
      while true {
        _ = never.wait(until: Deadline(in: interval)) { _ in Bool?.none }
        look()
      }
    }
  }
}
