import ArgumentParser
import Logging
import Shared

/// Tells the program's log of probes.
///
/// A target that is down is one line when it fails and one when it is back, however often it is probed
/// between: who is probed by four scrapers every fifteen seconds would fill a disk.
final class ProbeNews: Sendable {
  /// How much of probes is logged, as `--log.prober` says.
  enum Level: String, CaseIterable, ExpressibleByArgument, Sendable {
    case debug, info, warn, error, none
  }

  private let level: Level
  private let log: Logger
  /// For who wants to know everything.
  private let plain: Logger
  /// Modules and targets that fail.
  private let failing = Monitor<Set<Subject>>([])

  private struct Subject: Hashable {
    let module: ExactName
    let target: ExactName
  }

  /// Targets beyond are not told of: anybody may name others as long as they like.
  private static let limit = 1000

  /// - Parameter isRationed: Whether there may be so many lines a minute and no more, since strangers name
  ///   the targets.
  init(_ log: Logger, _ level: Level, isRationed: Bool) {
    self.level = level
    plain = log
    self.log = isRationed ? RationedLogHandler.logger(log) : log
  }

  func tell(_ result: ProbeResult) {
    if level == .debug { tellAll(result) }
    guard level != .none else { return }
    let subject = Subject(module: ExactName(result.module), target: ExactName(result.target))
    let isNews = failing.adjust { failing in
      if result.isSuccess { return failing.remove(subject) != nil }
      return failing.count < Self.limit && failing.insert(subject).inserted
    }
    guard isNews else { return }
    var metadata: Logger.Metadata = [
      "module": "\(result.module)", "target": "\(OneLine.cut(RedactedURL.text(of: result.target)))",
    ]
    if let failure = result.report.failure {
      metadata["reason"] = "\(failure.reason.rawValue)"
      metadata["err"] = "\(failure)"
      log.warning("probe fails", metadata: metadata)
    } else if level == .info || level == .debug {
      log.notice("probe succeeds again", metadata: metadata)
    }
  }

  /// Every line of the probe's own log.
  private func tellAll(_ result: ProbeResult) {
    for line in result.log.lines {
      var metadata: Logger.Metadata = [
        "module": "\(result.module)",
        "target": "\(OneLine.cut(RedactedURL.text(of: result.target)))",
      ]
      for (name, value) in line.details { metadata["\(name)"] = "\(value)" }
      plain.log(level: line.level.logged, "\(line.message)", metadata: metadata)
    }
  }
}

extension ProbeLog.Level {
  fileprivate var logged: Logger.Level {
    switch self {
    case .debug: .debug
    case .info: .info
    case .warning: .warning
    case .error: .error
    }
  }
}
