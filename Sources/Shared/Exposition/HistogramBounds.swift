/// The upper bounds of a histogram's buckets, rendered once for all histograms that have them.
package struct HistogramBounds: Sendable {
  /// In ascending order, without `+Inf`.
  package let values: [Double]
  /// With `+Inf`.
  let labels: [Labels]

  package init(_ values: [Double]) {
    self.values = values
    labels = (values + [.infinity]).map { Labels([Label("le", $0.boundSpelling)]) }
  }
}

/// How many observations there were of which size.
package struct Histogram: Sendable {
  private var counts: [UInt64]
  private var sum = 0.0

  package init(_ bounds: HistogramBounds) {
    counts = Array(repeating: 0, count: bounds.labels.count)
  }

  package var count: UInt64 { counts.reduce(0, &+) }

  package mutating func observe(_ value: Double, _ bounds: HistogramBounds) {
    counts[bounds.values.firstIndex { value <= $0 } ?? bounds.values.count] &+= 1
    sum += value
  }

  /// The bound that at least this share of the observations is within; `nil` when there are none.
  package func bound(within share: Double, _ bounds: HistogramBounds) -> Double? {
    let needed = Double(count) * share
    var seen: UInt64 = 0
    for (index, count) in counts.enumerated() where self.count > 0 {
      seen &+= count
      if Double(seen) >= needed {
        return index < bounds.values.count ? bounds.values[index] : .infinity
      }
    }
    return nil
  }

  fileprivate func write(
    into metrics: inout MetricWriter, _ bounds: HistogramBounds, _ labels: Labels
  ) {
    var total: UInt64 = 0
    for (count, bound) in zip(counts, bounds.labels) {
      total &+= count
      metrics.sample(suffix: "_bucket", total, labels, bound)
    }
    metrics.sample(suffix: "_sum", sum, labels)
    metrics.sample(suffix: "_count", total, labels)
  }
}

extension MetricWriter {
  /// Appends one histogram of the open family.
  package mutating func histogram(
    _ histogram: Histogram, _ bounds: HistogramBounds, _ labels: Labels = .none
  ) {
    histogram.write(into: &self, bounds, labels)
  }
}
