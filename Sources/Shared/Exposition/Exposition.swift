/// What a scrape found: the text format 0.0.4, and where each family stands in it.
package struct Exposition: Sendable {
  package internal(set) var bytes: [UInt8] = []
  package internal(set) var families: [Family] = []

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
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    families.removeAll(keepingCapacity: true)
  }

  /// Writes a family's header.
  mutating func open(_ family: Family) {
    var family = family
    family.start = bytes.count
    bytes.append("# HELP " as StaticString)
    bytes.append(contentsOf: family.name.utf8)
    bytes.append(UInt8(ascii: " "))
    bytes.append(escaping: family.help)
    bytes.append("\n# TYPE " as StaticString)
    bytes.append(contentsOf: family.name.utf8)
    bytes.append(UInt8(ascii: " "))
    bytes.append(family.kind.textName)
    bytes.append(UInt8(ascii: "\n"))
    family.samples = bytes.count
    families.append(family)
  }

  mutating func append(_ other: Exposition) {
    let offset = bytes.count
    bytes.append(contentsOf: other.bytes)
    families.reserveCapacity(families.count + other.families.count)
    for var family in other.families {
      family.start += offset
      family.samples += offset
      families.append(family)
    }
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
}
