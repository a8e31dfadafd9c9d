package import Logging

/// Writes each record as one line of logfmt or JSON, in one `write` so that lines stay whole.
package struct LineLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var logLevel: Logger.Level = .info
  private let format: LogOptions.Format
  private let write: @Sendable ([UInt8]) -> Void

  package init(
    format: LogOptions.Format, write: @escaping @Sendable ([UInt8]) -> Void
  ) {
    self.format = format
    self.write = write
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var fields = [
      ("time", LogLine.time(WallClock.now)), ("level", Self.name(event.level)),
      ("msg", "\(event.message)"),
    ]
    let own = event.metadata ?? [:]
    for (key, value) in metadata.merging(own, uniquingKeysWith: { $1 }).sorted(by: {
      $0.key < $1.key
    }) {
      fields.append((key, "\(value)"))
    }
    let line =
      switch format {
      case .logfmt: LogLine.logfmt(fields)
      case .json: LogLine.json(fields)
      }
    write(Array((line + "\n").utf8))
  }
}

extension LineLogHandler {
  private static func name(_ level: Logger.Level) -> String {
    switch level {
    case .trace, .debug: "debug"
    case .info, .notice: "info"
    case .warning: "warn"
    case .error, .critical: "error"
    }
  }
}
