import Shared

/// What is known of a target from all of its probes.
struct TargetTally: Sendable {
  /// Those of an SLO's thresholds.
  static let bounds = HistogramBounds([
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ])

  /// Why a probe was not made.
  enum Omission: Int, CaseIterable, Sendable {
    /// The one before had not ended.
    case overlap
    /// Too many others ran.
    case limit
  }

  struct Sample: Sendable {
    let source: ProbeReport.Sample
    /// Rendered, beside the target's.
    let labels: Labels
  }

  private(set) var successes: UInt64 = 0
  private(set) var failures: UInt64 = 0
  /// By class.
  private(set) var failuresByClass = [UInt64](repeating: 0, count: FailureClass.allCases.count)
  /// Of those alone that began in the contract's hours.
  private(set) var contractSuccesses: UInt64 = 0
  private(set) var contractFailures: UInt64 = 0
  private(set) var omissions = [UInt64](repeating: 0, count: Omission.allCases.count)
  /// Of those that succeeded.
  private(set) var durations = Histogram(TargetTally.bounds)
  /// Whether the last one succeeded; `nil` before the first.
  private(set) var isUp: Bool?
  /// Whether the target said anything the last time.
  private(set) var hasAnswered = false
  /// Seconds since 1970, as all times here, when a probe began.
  private(set) var lastAttempt: Double?
  private(set) var lastSuccess: Double?
  private(set) var stateSince: Double?
  private(set) var certificateExpiry: Double?
  private(set) var contentChanges: UInt64 = 0
  private(set) var contentHash: UInt64?
  /// What the last probe found, in the order of the metrics.
  private(set) var samples: [Sample] = []

  mutating func skip(_ omission: Omission, _ count: Int = 1) {
    omissions[omission.rawValue] &+= UInt64(count)
  }

  /// - Parameter countsForContract: Whether it began in the contract's hours.
  mutating func add(_ result: ProbeResult, countsForContract: Bool, ownLabels: Set<String> = []) {
    let report = result.report
    if let failure = report.failure {
      failures &+= 1
      failuresByClass[FailureClass(failure.reason).rawValue] &+= 1
      if countsForContract { contractFailures &+= 1 }
    } else {
      successes &+= 1
      if countsForContract { contractSuccesses &+= 1 }
      durations.observe(result.duration / .seconds(1), Self.bounds)
      lastSuccess = result.startTime
      noteContent(report.contentHash)
    }
    if isUp != result.isSuccess { stateSince = result.startTime }
    isUp = result.isSuccess
    hasAnswered = report.failure?.reason != .timeout
    lastAttempt = result.startTime
    certificateExpiry = report.value(.sslEarliestExpiry) ?? certificateExpiry
    keep(report, ownLabels)
  }

  /// An error page in between is no change.
  private mutating func noteContent(_ hash: UInt64?) {
    guard let hash else { return }
    if let contentHash, contentHash != hash { contentChanges &+= 1 }
    contentHash = hash
  }

  private mutating func keep(_ report: ProbeReport, _ ownLabels: Set<String>) {
    let known = samples
    let order = report.samples.indices.sorted {
      (report.samples[$0].metric.rawValue, $0) < (report.samples[$1].metric.rawValue, $1)
    }
    samples = order.enumerated().map { place, index in
      let sample = report.samples[index]
      // Most are labelled as they were the last time, which spares rendering them.
      let isKnown = place < known.count && known[place].source.hasLabels(of: sample)
      return Sample(
        source: sample,
        labels: isKnown ? known[place].labels : Self.rendered(sample.labels, ownLabels))
    }
  }

  /// Two labels of one name would make the page unreadable; the target's own keeps it.
  private static func rendered(
    _ labels: [(name: String, value: String)], _ ownLabels: Set<String>
  ) -> Labels {
    Labels(
      pairs: labels.map { name, value in
        (ownLabels.contains(name) ? "exported_\(name)" : name, value)
      })
  }
}

extension ProbeReport.Sample {
  func hasLabels(of other: ProbeReport.Sample) -> Bool {
    labels.elementsEqual(other.labels) {
      $0.name.hasExactly($1.name) && $0.value.hasExactly($1.value)
    }
  }
}
