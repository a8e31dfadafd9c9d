import Shared

/// What a probe has found: a sample for everything that was measured, and none for what was not.
struct ProbeReport: Sendable {
  struct Sample: Sendable {
    let metric: ProbeMetric
    let labels: [(name: String, value: String)]
    var value: Double
  }

  private(set) var samples: [Sample] = []
  /// A hash of what the target's users are shown, such as a page's body, by which the schedule sees that
  /// it changed; `nil` when it was not read whole.
  var contentHash: UInt64?
  /// Why the probe failed; `nil` when it did not.
  var failure: ProbeFailure?

  /// Says what a metric's value is, in the place of an earlier one with the same labels.
  mutating func set(
    _ metric: ProbeMetric, _ value: some BinaryInteger,
    _ labels: [(name: String, value: String)] = []
  ) {
    set(metric, Double(value), labels)
  }

  mutating func set(_ metric: ProbeMetric, _ value: Bool) { set(metric, value ? 1.0 : 0.0) }

  /// - Parameter span: In seconds, once it is served.
  mutating func set(
    _ metric: ProbeMetric, _ span: Duration, _ labels: [(name: String, value: String)] = []
  ) {
    set(metric, span / .seconds(1), labels)
  }

  mutating func set(
    _ metric: ProbeMetric, _ value: Double, _ labels: [(name: String, value: String)] = []
  ) {
    let index = samples.firstIndex { sample in
      sample.metric == metric
        && sample.labels.elementsEqual(labels, by: { $0.name == $1.name && $0.value == $1.value })
    }
    if let index {
      samples[index].value = value
    } else {
      samples.append(Sample(metric: metric, labels: labels, value: value))
    }
  }

  /// The value of a metric with these labels, if it was measured.
  func value(_ metric: ProbeMetric, _ labels: [(name: String, value: String)] = []) -> Double? {
    samples.first { sample in
      sample.metric == metric
        && sample.labels.elementsEqual(labels, by: { $0.name == $1.name && $0.value == $1.value })
    }?.value
  }

  /// Writes the families of this probe alone.
  func write(into metrics: inout MetricWriter) {
    for metric in ProbeMetric.allCases {
      var isOpen = false
      for sample in samples where sample.metric == metric {
        if !isOpen { metrics.family(metric.name, .gauge, metric.help) }
        isOpen = true
        metrics.sample(sample.value, Labels(pairs: sample.labels))
      }
    }
  }

  /// About how many bytes it takes.
  var size: Int {
    samples.reduce(0) { sum, sample in
      sample.labels.reduce(sum + 64) { $0 + 48 + $1.value.utf8.count }
    }
  }
}
