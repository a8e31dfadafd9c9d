internal import ArgumentParser
package import Logging

/// The flags of the log.
package struct LogOptions: ParsableArguments {
  @Option(
    name: .customLong("log.level"), help: "How much to log: \(Level.choices).")
  package var level = Level.info

  @Option(name: .customLong("log.format"), help: "How to log: \(Format.choices).")
  package var format = Format.logfmt

  package init() {}

  package enum Level: String, ExpressibleByArgument, CaseIterable, Sendable {
    case debug, info, warn, error

    static var choices: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// In any letters, and with the names that redis_exporter takes.
    package init?(argument: String) {
      let word = argument.lowercased()
      self.init(rawValue: word == "warning" ? "warn" : word)
    }

    var level: Logger.Level {
      switch self {
      case .debug: .debug
      case .info: .info
      case .warn: .warning
      case .error: .error
      }
    }
  }

  package enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
    case logfmt, json

    static var choices: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// `txt` is what redis_exporter calls lines for people.
    package init?(argument: String) {
      let word = argument.lowercased()
      self.init(rawValue: word == "txt" ? "logfmt" : word)
    }
  }

  /// A logger that writes to standard error, which systemd and container runtimes keep.
  package func logger(_ label: String) -> Logger {
    let sink = LogSink()
    var logger = Logger(label: label) { _ in LineLogHandler(format: format, write: sink.write) }
    logger.logLevel = level.level
    return logger
  }
}
