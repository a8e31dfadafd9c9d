internal import Glibc
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
      ("time", Self.now()), ("level", Self.name(event.level)), ("msg", "\(event.message)"),
    ]
    let own = event.metadata ?? [:]
    for (key, value) in metadata.merging(own, uniquingKeysWith: { $1 }).sorted(by: {
      $0.key < $1.key
    }) {
      fields.append((key, "\(value)"))
    }
    let line =
      switch format {
      case .logfmt:
        fields.map { "\($0)=\(Self.quotedIfNeeded($1))" }.joined(separator: " ")
      case .json:
        "{" + fields.map { "\(Self.quoted($0)):\(Self.quoted($1))" }.joined(separator: ",") + "}"
      }
    write(Array((line + "\n").utf8))
  }
}

// MARK: - Spelling

extension LineLogHandler {
  private static func name(_ level: Logger.Level) -> String {
    switch level {
    case .trace, .debug: "debug"
    case .info, .notice: "info"
    case .warning: "warn"
    case .error, .critical: "error"
    }
  }

  /// The time in UTC as RFC 3339 has it, with milliseconds.
  private static func now() -> String {
    var now = WallClock.now
    var parts = unsafe tm()
    unsafe gmtime_r(&now.seconds, &parts)
    func padded(_ number: some BinaryInteger, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return
      unsafe "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
      + "T\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))"
      + ".\(padded(now.nanoseconds / 1_000_000, 3))Z"
  }

  private static func quotedIfNeeded(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=")
        && $0 != UInt8(ascii: "\\") && $0 < 0x7f
    }
    return isPlain && !text.isEmpty ? text : quoted(text)
  }

  /// A JSON string, which logfmt reads too; control characters cannot start a line of their own.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{0}"..<" ", "\u{7f}":
        let hex = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
