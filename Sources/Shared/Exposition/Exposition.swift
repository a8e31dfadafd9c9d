/// What a scrape found: the text format 0.0.4, and where each family stands in it.
package struct Exposition: Sendable {
  package internal(set) var bytes: [UInt8] = []
  package internal(set) var families: [Family] = []
  /// The families that were left out because one written before them has the same sample names.
  package internal(set) var duplicates: [String] = []
  /// The names that samples of the families have or may have.
  var names = NameIndex()

  package init() {}

  /// One metric family, without its samples.
  package struct Family: Sendable {
    package let name: String
    package let kind: MetricKind
    package let help: String
    /// Where its header starts.
    var start = 0
    /// Where its first sample starts; the last one ends where the next family starts.
    var samples = 0

    package init(name: String, kind: MetricKind, help: String) {
      self.name = name
      self.kind = kind
      self.help = help
    }
  }

  /// How many samples there are: each is a line, as are the two of each family's header.
  package var series: Int {
    bytes.count { $0 == UInt8(ascii: "\n") } - 2 * families.count
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    families.removeAll(keepingCapacity: true)
    duplicates.removeAll()
    names.removeAll()
  }
}

// MARK: - Families

extension Exposition {
  /// Writes a family's header, unless its samples could be taken for those of a family that is
  /// already there: then it becomes one of the ``duplicates``.
  ///
  /// - Parameter name: The family's name once more, as bytes.
  mutating func open(_ family: Family, named name: [UInt8]) -> Bool {
    guard claimNames(of: family.kind, name.span) else {
      duplicates.append(family.name)
      return false
    }
    let start = bytes.count
    let capacity = 2 * name.count + 2 * family.help.utf8.count + 32
    bytes.append(addingCapacity: capacity) { header in
      header.append("# HELP " as StaticString)
      header.append(name.span)
      header.append(UInt8(ascii: " "))
      header.append(escaping: family.help)
      header.append("\n# TYPE " as StaticString)
      header.append(name.span)
      header.append(UInt8(ascii: " "))
      header.append(family.kind.textName)
      header.append(UInt8(ascii: "\n"))
    }
    families.append(family)
    families[families.count - 1].start = start
    families[families.count - 1].samples = bytes.count
    return true
  }

  /// Appends the families of another exposition, less those that are ``clashes(with:)``, which
  /// become ``duplicates``.
  mutating func append(_ other: Exposition) {
    duplicates.append(contentsOf: other.duplicates)
    families.reserveCapacity(families.count + other.families.count)
    for index in other.families.indices { append(other, index) }
  }

  /// Appends one family of another exposition.
  mutating func append(_ other: Exposition, _ index: Int) {
    var family = other.families[index]
    guard claimNames(of: family.kind, family.name.utf8.span) else {
      duplicates.append(family.name)
      return
    }
    let slice = other.range(of: index)
    let offset = bytes.count - slice.lowerBound
    bytes.append(contentsOf: other.bytes[slice])
    family.start += offset
    family.samples += offset
    families.append(family)
  }

  /// The families of `other` that cannot be appended since their names are taken here.
  func clashes(with other: Exposition) -> [String] {
    other.families.lazy.filter { !hasRoom(for: $0.kind, $0.name.utf8.span) }.map(\.name)
  }

  /// Where a family, header and samples, stands in the text.
  func range(of index: Int) -> Range<Int> {
    let next = index + 1
    return families[index].start..<(next < families.count ? families[next].start : bytes.count)
  }

  /// Drops what follows a point.
  mutating func truncate(bytes count: Int, families familyCount: Int, duplicates: Int) {
    self.duplicates.removeSubrange(duplicates...)
    bytes.removeSubrange(count...)
    guard familyCount < families.count else { return }
    families.removeSubrange(familyCount...)
    names.removeAll()
    for family in families { _ = claimNames(of: family.kind, family.name.utf8.span) }
  }

  private func hasRoom(for kind: MetricKind, _ name: Span<UInt8>) -> Bool {
    guard !names.contains(NameIndex.Key(name)) else { return false }
    return kind.sampleSuffixes.allSatisfy { !names.contains(NameIndex.Key(name, adding: $0)) }
  }

  private mutating func claimNames(of kind: MetricKind, _ name: Span<UInt8>) -> Bool {
    let key = NameIndex.Key(name)
    guard !names.contains(key) else { return false }
    if kind == .histogram || kind == .summary {
      guard hasRoom(for: kind, name) else { return false }
      for suffix in kind.sampleSuffixes { names.insert(NameIndex.Key(name, adding: suffix)) }
    }
    names.insert(key)
    return true
  }
}

/// What the samples of a family are.
package enum MetricKind: Sendable {
  case counter, gauge, histogram, summary, info, untyped

  /// The word after `# TYPE` in the text format, which has no info.
  var textName: StaticString {
    switch self {
    case .counter: "counter"
    case .gauge, .info: "gauge"
    case .histogram: "histogram"
    case .summary: "summary"
    case .untyped: "untyped"
    }
  }

  /// Reads what stands after `# TYPE` in the text format, in lower case.
  init?(textName: String) {
    switch textName {
    case "counter": self = .counter
    case "gauge": self = .gauge
    case "histogram": self = .histogram
    case "summary": self = .summary
    case "untyped": self = .untyped
    default: return nil
    }
  }

  /// What samples have behind the name of their family.
  package var sampleSuffixes: [StaticString] {
    switch self {
    case .histogram: ["_bucket", "_sum", "_count"]
    case .summary: ["_sum", "_count"]
    case .counter, .gauge, .info, .untyped: []
    }
  }
}
