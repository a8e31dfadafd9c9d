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
  /// Whether the family that was opened has no sample yet.
  private var isUnwritten = false
  /// Whether the open family is a duplicate, whose samples are left out.
  private var isDuplicate = false
  /// The header of the open family.
  private var header: [UInt8] = []
  private var nameLength = 0
  private var kind = MetricKind.untyped
  /// What the buffer is to hold from the first byte on.
  private var capacity: Int
  /// What every sample is labelled with, before its own labels.
  private let constant: Labels

  /// - Parameters:
  ///   - capacity: How many bytes will be written, as far as is known; it is made room for with the
  ///     first, so that a page that waits for its parts takes no memory beside them.
  ///   - labels: What every sample is labelled with, before its own labels.
  package init(capacity: Int = 0, labels: Labels = .none) {
    constant = labels
    self.capacity = capacity
  }

  /// A writer of about as much as the last one wrote.
  ///
  /// - Parameter count: Its bytes. A little more has room, since a page that outgrows its own takes
  ///   twice as much for a moment.
  package init(expecting count: Int, labels: Labels = .none) {
    self.init(capacity: count + count / 16 + 1024, labels: labels)
  }

  /// What was written so far.
  package var written: Exposition { exposition }

  /// Forgets what was written and keeps the buffer's capacity.
  package mutating func removeAll() {
    exposition.removeAll()
    isUnwritten = false
    isDuplicate = false
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
    header.removeAll(keepingCapacity: true)
    header.append(header: name, kind, help)
    self.kind = kind
    nameLength = name.utf8.count
    isUnwritten = true
    isDuplicate = false
  }

  /// Where the name stands in the open family's header.
  private var nameRange: Range<Int> {
    FamilyHeader.nameStart..<FamilyHeader.nameStart + nameLength
  }

  /// Appends one sample of the open family.
  package mutating func sample<let count: Int>(
    _ value: some MetricValue, _ labels: [count of Label]
  ) {
    guard constant.bytes.isEmpty else { return sample(value, Labels(labels)) }
    guard startFamily() else { return }
    let (header, nameRange) = (header, nameRange)
    exposition.bytes.append(sample: header.span.extracting(nameRange), value, labels)
  }

  /// Appends one sample of the open family with labels that were rendered before.
  package mutating func sample(_ value: some MetricValue, _ labels: Labels) {
    sample(suffix: "", value, labels)
  }

  /// Appends one sample of the open family with the labels of two sets, one behind the other.
  package mutating func sample(_ value: some MetricValue, _ labels: Labels, _ more: Labels) {
    sample(suffix: "", value, labels, more)
  }

  /// Appends the only, unlabelled sample of the open family.
  package mutating func sample(_ value: some MetricValue) {
    sample(suffix: "", value, .none)
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

  /// Appends samples of the open family that were rendered before, as whole lines.
  package mutating func samples(rendered lines: [UInt8]) {
    guard !lines.isEmpty, startFamily() else { return }
    exposition.bytes.append(contentsOf: lines)
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

  mutating func sample(
    suffix: StaticString, _ value: some MetricValue, _ labels: Labels, _ more: Labels
  ) {
    guard constant.bytes.isEmpty else {
      return sample(suffix: suffix, value, labels.adding(more))
    }
    guard startFamily() else { return }
    let (header, nameRange) = (header, nameRange)
    exposition.bytes.append(
      sample: header.span.extracting(nameRange), suffix, value, labels.bytes, more.bytes.span)
  }

  mutating func sample(
    suffix: StaticString, _ value: some MetricValue, _ labels: Labels
  ) {
    guard startFamily() else { return }
    let (header, nameRange) = (header, nameRange)
    exposition.bytes.append(
      sample: header.span.extracting(nameRange), suffix, value, constant.bytes, labels.bytes.span)
  }

  /// Makes the room that was asked for at the beginning.
  private mutating func prepare() {
    guard capacity > 0 else { return }
    exposition.bytes.reserveCapacity(capacity)
    capacity = 0
  }

  /// Writes the header if this is the first sample; `false` if the samples are to be left out.
  private mutating func startFamily() -> Bool {
    if isUnwritten {
      isUnwritten = false
      prepare()
      isDuplicate = !exposition.open(rendered: header, nameLength: nameLength, kind)
    }
    return !isDuplicate
  }
}

extension Label {
  /// A bucket's or quantile's bound, spelled alike in both formats so that series keep their names.
  fileprivate static func bound(_ name: StaticString, _ value: Double) -> Label {
    Label(name, value.boundSpelling)
  }
}

// MARK: - Families whose headers are kept

extension MetricWriter {
  /// Opens the family that the next samples belong to.
  package mutating func family(_ header: FamilyHeader) {
    family(header.name, header.kind, header.help)
  }

  /// Writes a family of one unlabelled sample. What follows belongs to a family that is yet to be
  /// opened.
  package mutating func single(_ header: FamilyHeader, _ value: some MetricValue) {
    close()
    _ = exposition.append(header, value, labels: constant)
  }

  /// Makes room for families that all have a sample for each row, at once: a page that grows bit by
  /// bit is copied each time, to memory that the kernel has to find first.
  package mutating func reserve<Families: Collection>(
    _ labels: LabelTable, families: Families, _ header: (Families.Element) -> FamilyHeader
  ) {
    var more = 0
    for family in families {
      let header = header(family)
      // For each row, what stands before its labels and a value of some size.
      let row = header.name.utf8.count + constant.bytes.count + 16
      more += header.capacity + labels.size + labels.count * row
    }
    prepare()
    exposition.bytes.reserveCapacity(exposition.bytes.count + more)
  }

  /// Writes a family with a sample for each row that has a value. What follows belongs to a family
  /// that is yet to be opened.
  package mutating func samples(
    _ header: FamilyHeader, _ labels: LabelTable, value: (_ row: Int) -> NumberText?
  ) {
    close()
    var isOpen = false
    for row in 0..<labels.count {
      guard let value = value(row) else { continue }
      if !isOpen {
        guard exposition.open(header) else { return }
        isOpen = true
      }
      labels.withRow(row) { labels in
        exposition.bytes.append(
          sample: header.name.utf8.span, "", value, constant.bytes, labels)
      }
    }
  }

  /// Leaves out samples until a family is opened.
  private mutating func close() {
    prepare()
    isUnwritten = false
    isDuplicate = true
  }
}

// MARK: - Parts

extension MetricWriter {
  /// A length of the text that ``rollBack(to:)`` can return to.
  package struct Mark {
    fileprivate let bytes: Int
    fileprivate let families: Int
    fileprivate let duplicates: Int

    /// Whether no family was left out between the two.
    package func hasSameDuplicates(as other: Mark) -> Bool { duplicates == other.duplicates }
  }

  package var mark: Mark {
    Mark(
      bytes: exposition.bytes.count, families: exposition.places.count,
      duplicates: exposition.duplicates.count)
  }

  /// What was written after `mark`.
  package func written(since mark: Mark) -> Exposition {
    var part = Exposition()
    part.append(exposition, mark.families..<exposition.places.count)
    return part
  }

  /// A copy of what was written, no larger than it has to be, that can be appended elsewhere.
  package func part() -> Exposition {
    var part = exposition
    part.compact()
    return part
  }

  /// Discards everything that was written after `mark`.
  package mutating func rollBack(to mark: Mark) {
    exposition.truncate(
      bytes: mark.bytes, families: mark.families, duplicates: mark.duplicates)
    isUnwritten = false
  }

  /// Appends what another writer wrote, less the families that ``clashes(with:)`` names: those are
  /// left out and become duplicates.
  package mutating func append(_ other: Exposition) {
    isUnwritten = false
    if exposition.isEmpty {
      // Most of a page is what its collectors wrote together: it is taken over as it is, since a
      // copy of it would be most of what the program takes in memory.
      capacity = 0
      exposition = other
    } else {
      prepare()
      exposition.append(other)
    }
  }

  /// Appends what several writers wrote, whose families may be the same: each then stands once, with
  /// the samples of all.
  package mutating func append(merging others: [Exposition]) {
    isUnwritten = false
    prepare()
    exposition.append(merging: others)
  }

  /// The families of `other` whose samples have names that are already written here.
  package func clashes(with other: Exposition) -> [String] {
    exposition.clashes(with: other)
  }

  /// All families that were left out; see ``duplicates(since:)``.
  package var duplicates: [String] { exposition.duplicates }

  /// The families that were written after `mark` and left out, since one of the same name, or one
  /// whose samples have that name, was there already.
  package func duplicates(since mark: Mark) -> [String] {
    Array(exposition.duplicates[mark.duplicates...])
  }
}
