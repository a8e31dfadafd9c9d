import Logging
import Shared

/// What remains of probes that are done: the last ones in full, their numbers, and lines in the log.
final class ProbeJournal: Sendable {
  private let history: Monitor<ProbeHistory>
  private let counts = Monitor<[ExactName: ProbeCounts]>([:])
  private let log: ProbeNews

  struct ProbeCounts: Sendable {
    var succeeded: UInt64 = 0
    var failed: UInt64 = 0
  }

  init(_ history: ProbeHistory, _ log: ProbeNews) {
    self.history = Monitor(history)
    self.log = log
  }

  /// Takes the result of a probe, whoever asked for it.
  func note(_ result: ProbeResult, of module: Module) {
    let entry = ProbeHistory.Entry(result, module.settings)
    // What falls out is let go of outside of the lock.
    _ = history.adjust { $0.add(entry) }
    counts.adjust { counts in
      if result.isSuccess {
        counts[ExactName(module.name), default: ProbeCounts()].succeeded += 1
      } else {
        counts[ExactName(module.name), default: ProbeCounts()].failed += 1
      }
    }
    log.tell(result)
  }

  /// The last probes, the newest first; then older ones that failed.
  var places: [ProbeHistory.Place] { history.read { $0.places } }

  /// The newest probe that is remembered and wanted.
  func first(where isWanted: (ProbeHistory.Place) -> Bool) -> ProbeHistory.Entry? {
    history.read { $0.first(where: isWanted) }
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
      "blackbox_exporter_probes_total", .counter, "Probes that are done, by module and result.")
    for module in modules {
      let count = counts[ExactName(module.name)] ?? ProbeCounts()
      metrics.sample(count.failed, [Label("module", module.name), Label("result", "failure")])
      metrics.sample(count.succeeded, [Label("module", module.name), Label("result", "success")])
    }
  }
}
