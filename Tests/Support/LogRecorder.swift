package import Logging
internal import Synchronization

/// Keeps what is logged, so that a test can read it.
package final class LogRecorder: Sendable {
  private let recorded = Mutex<[String]>([])

  package init() {}

  /// `level message key=value …`, keys in order.
  package var lines: [String] { recorded.withLock { $0 } }

  package var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(recorder: self) }
    logger.logLevel = .info
    return logger
  }

  private struct Handler: LogHandler {
    let recorder: LogRecorder
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let fields = metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 })
        .sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
      recorder.recorded.withLock {
        $0.append("\(event.level) \(event.message)\(fields.joined())")
      }
    }
  }
}
