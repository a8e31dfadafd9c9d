import Logging
import Shared

/// Who wanted a probe.
enum ProbeOrigin: Sendable, CaseIterable { case request, schedule }

/// What remains of probes that are done: the last ones in full, their numbers, and lines in the log.
///
/// The schedule's are kept apart from those of requests, so that neither pushes the other out.
final class ProbeJournal: Sendable {
  private let memory: Monitor<Memory>
  private let counts = Monitor<[ExactName: Counts]>([:])
  private let requested: ProbeNews
  private let scheduled: ProbeNews

  private struct Memory {
    var nextID: UInt64 = 0
    var requested: ProbeHistory
    var scheduled: ProbeHistory
  }

  private struct Counts {
    var succeeded: UInt64 = 0
    var failed: UInt64 = 0
  }

  /// - Parameter history: Empty.
  init(_ history: ProbeHistory, _ log: Logger, _ level: ProbeNews.Level) {
    memory = Monitor(Memory(requested: history, scheduled: history))
    // Anybody may name targets in requests.
    requested = ProbeNews(log, level, isRationed: true)
    scheduled = ProbeNews(log, level, isRationed: false)
  }

  /// Takes the result of a probe.
  ///
  /// - Parameter settings: Of its module, for people.
  func note(_ result: ProbeResult, _ settings: Setting, by origin: ProbeOrigin) {
    let entry = ProbeHistory.Entry(result, settings)
    // What falls out is let go of outside of the lock.
    _ = memory.adjust { memory in
      let id = memory.nextID
      memory.nextID += 1
      return switch origin {
      case .request: memory.requested.add(entry, id: id)
      case .schedule: memory.scheduled.add(entry, id: id)
      }
    }
    counts.adjust { counts in
      if result.isSuccess {
        counts[ExactName(result.module), default: Counts()].succeeded += 1
      } else {
        counts[ExactName(result.module), default: Counts()].failed += 1
      }
    }
    (origin == .request ? requested : scheduled).tell(result)
  }

  /// The last probes, the newest first; then older ones that failed.
  func places(_ origin: ProbeOrigin) -> [ProbeHistory.Place] {
    memory.read { origin == .request ? $0.requested.places : $0.scheduled.places }
  }

  /// The newest probe that is remembered and wanted.
  func first(where isWanted: (ProbeHistory.Place) -> Bool) -> ProbeHistory.Entry? {
    let found = memory.read { memory in
      [memory.requested.first(where: isWanted), memory.scheduled.first(where: isWanted)]
    }
    return found.compactMap { $0 }.max { $0.id < $1.id }?.entry
  }

  /// Writes how many probes each module has made.
  ///
  /// - Parameter modules: Of the configuration in force; others are forgotten.
  func write(modules: [Module], into metrics: inout MetricWriter) {
    let names = Set(modules.map { ExactName($0.name) })
    let counts = counts.adjust { counts in
      counts = counts.filter { names.contains($0.key) }
      return counts
    }
    metrics.family(
      "blackbox_exporter_probes_total", .counter,
      "Probes that are done, those of the schedule too, by module and result.")
    for module in modules {
      let count = counts[ExactName(module.name)] ?? Counts()
      metrics.sample(count.failed, [Label("module", module.name), Label("result", "failure")])
      metrics.sample(count.succeeded, [Label("module", module.name), Label("result", "success")])
    }
  }
}
