package import Logging

/// Passes on so many lines a minute, and says once when there were more.
///
/// Whoever may ask for `/probe` can name as many servers as they like that are down.
package struct RationedLogHandler: LogHandler {
  private let base: Logger
  private let ration = Monitor(LogRation())
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level

  package static func logger(_ base: Logger) -> Logger {
    var logger = Logger(label: base.label) { _ in RationedLogHandler(base) }
    logger.logLevel = base.logLevel
    return logger
  }

  private init(_ base: Logger) {
    self.base = base
    logLevel = base.logLevel
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let verdict = ration.adjust { $0.take(at: .now) }
    guard verdict != .drop else { return }
    base.log(
      level: event.level, event.message, metadata: metadata.merging(event.metadata ?? [:]) { $1 })
    guard verdict == .last else { return }
    base.warning("no more lines about probed servers for a minute: there are too many")
  }
}

/// How many lines may still be written in this minute.
struct LogRation: Sendable {
  enum Verdict: Equatable { case write, last, drop }

  private static let size = 10

  private var start: ContinuousClock.Instant?
  private var written = 0

  mutating func take(at now: ContinuousClock.Instant) -> Verdict {
    if start.map({ $0 + .seconds(60) <= now }) ?? true {
      start = now
      written = 0
    }
    written += 1
    return written < Self.size ? .write : written == Self.size ? .last : .drop
  }
}
