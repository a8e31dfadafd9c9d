/// Appends metric families to one byte buffer that is used again for the next scrape.
///
/// A family is opened with ``family(_:_:_:)`` and filled with the `sample` calls that follow it,
/// so the samples of one family are always adjacent, as the formats require. A family without a
/// sample leaves no trace.
///
///     metrics.family("node_network_receive_bytes_total", .counter, "Bytes received.")
///     for interface in interfaces {
///       metrics.sample(interface.receivedBytes, [Label("device", interface.name)])
///     }
///
/// The bytes are the text format 0.0.4. Beside them the writer keeps where each family starts and
/// what it is, so that ``Exposition`` can be rendered in the other formats without parsing.
package struct MetricWriter: ~Copyable {
  private var exposition = Exposition()
  /// The family that was opened and has no sample yet.
  private var opened: Exposition.Family?
  private var name: [UInt8] = []

  package init(capacity: Int = 0) {
    exposition.bytes.reserveCapacity(capacity)
  }

  /// What was written so far.
  package var written: Exposition { exposition }

  /// Forgets what was written and keeps the buffer's capacity.
  package mutating func removeAll() {
    exposition.removeAll()
    opened = nil
  }

  /// Gives away what was written.
  package consuming func finish() -> Exposition { exposition }
}

// MARK: - Families and samples

extension MetricWriter {
  /// Opens the family that the next samples belong to.
  ///
  /// - Parameters:
  ///   - name: The name as the text format has it, with a counter's `_total` or an info's `_info`.
  ///   - help: One sentence, in our own words.
  package mutating func family(_ name: String, _ kind: MetricKind, _ help: String) {
    opened = Exposition.Family(name: name, kind: kind, help: help)
    self.name.removeAll(keepingCapacity: true)
    self.name.append(contentsOf: name.utf8)
  }

  /// Appends one sample of the open family.
  package mutating func sample<let count: Int>(
    _ value: some MetricValue, _ labels: [count of Label]
  ) {
    startSample()
    for index in labels.indices {
      exposition.bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
      exposition.bytes.append(label: labels[index])
    }
    if count > 0 { exposition.bytes.append(UInt8(ascii: "}")) }
    endSample(value)
  }

  /// Appends one sample of the open family with labels that were rendered before.
  package mutating func sample(_ value: some MetricValue, _ labels: Labels) {
    startSample()
    exposition.bytes.append(contentsOf: labels.bytes)
    endSample(value)
  }

  /// Appends the only, unlabelled sample of the open family.
  package mutating func sample(_ value: some MetricValue) {
    startSample()
    endSample(value)
  }

  /// Writes a family of one unlabelled gauge.
  package mutating func gauge(_ name: String, _ help: String, _ value: some MetricValue) {
    family(name, .gauge, help)
    sample(value)
  }

  /// Writes a family of one unlabelled counter.
  package mutating func counter(_ name: String, _ help: String, _ value: some MetricValue) {
    family(name, .counter, help)
    sample(value)
  }

  /// Appends one histogram of the open family.
  ///
  /// - Parameter buckets: Upper bounds in ascending order without `+Inf`, and how many
  ///   observations were at or below each.
  package mutating func histogram(
    buckets: [(upperBound: Double, count: UInt64)], sum: Double, count: UInt64,
    _ labels: Labels = .none
  ) {
    for bucket in buckets {
      sample(suffix: "_bucket", bucket.count, labels.adding(.bound("le", bucket.upperBound)))
    }
    sample(suffix: "_bucket", count, labels.adding(.bound("le", .infinity)))
    sample(suffix: "_sum", sum, labels)
    sample(suffix: "_count", count, labels)
  }

  /// Appends one summary of the open family.
  package mutating func summary(
    quantiles: [(quantile: Double, value: Double)], sum: Double, count: UInt64,
    _ labels: Labels = .none
  ) {
    for quantile in quantiles {
      sample(suffix: "", quantile.value, labels.adding(.bound("quantile", quantile.quantile)))
    }
    sample(suffix: "_sum", sum, labels)
    sample(suffix: "_count", count, labels)
  }

  private mutating func sample(
    suffix: StaticString, _ value: some MetricValue, _ labels: Labels
  ) {
    startSample()
    exposition.bytes.append(suffix)
    exposition.bytes.append(contentsOf: labels.bytes)
    endSample(value)
  }

  private mutating func startSample() {
    if let opened {
      exposition.open(opened)
      self.opened = nil
    }
    exposition.bytes.append(contentsOf: name)
  }

  private mutating func endSample(_ value: some MetricValue) {
    exposition.bytes.append(UInt8(ascii: " "))
    value.write(to: &exposition.bytes)
    exposition.bytes.append(UInt8(ascii: "\n"))
  }
}

extension Label {
  /// A bucket's or quantile's bound, spelled alike in every format so that series keep their names.
  fileprivate static func bound(_ name: StaticString, _ value: Double) -> Label {
    var spelling: [UInt8] = []
    value.write(to: &spelling)
    return Label(name, String(decoding: spelling, as: UTF8.self))
  }
}

// MARK: - Parts

extension MetricWriter {
  /// A length of the text that ``rollBack(to:)`` can return to.
  package struct Mark {
    fileprivate let bytes: Int
    fileprivate let families: Int
  }

  package var mark: Mark {
    Mark(bytes: exposition.bytes.count, families: exposition.families.count)
  }

  /// Discards everything that was written after `mark`.
  package mutating func rollBack(to mark: Mark) {
    exposition.bytes.removeSubrange(mark.bytes...)
    exposition.families.removeSubrange(mark.families...)
    opened = nil
  }

  /// Appends what another writer wrote.
  package mutating func append(_ other: Exposition) {
    opened = nil
    exposition.append(other)
  }
}
