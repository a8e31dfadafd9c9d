import Shared

/// Writes what the last probe of each target found, under the names that a probe by request has.
struct ScheduledProbes {
  private let targets: [TargetRecord.Snapshot]

  init(_ targets: [TargetRecord.Snapshot]) { self.targets = targets }

  func write(into metrics: inout MetricWriter) {
    // Samples are in the order of the metrics, so each is looked at once.
    var places = [Int](repeating: 0, count: targets.count)
    for metric in ProbeMetric.allCases {
      metrics.family(metric.name, .gauge, metric.help)
      for index in targets.indices {
        let samples = targets[index].tally.samples
        var place = places[index]
        while place < samples.count, samples[place].source.metric == metric {
          metrics.sample(
            samples[place].source.value, targets[index].order.labels, samples[place].labels)
          place += 1
        }
        places[index] = place
      }
    }
  }
}
