import Shared

/// Samples that come thing by thing, each with several numbers, to be written family by family as
/// the formats require.
///
/// Families are written in the order in which their first samples came.
struct FamilyGroups {
  private var places: [String: Int] = [:]
  private var groups: [Group] = []

  private struct Group {
    let header: FamilyHeader
    var samples: [(value: NumberText, labels: Labels)]
  }

  /// Adds a sample; of each family `header` is asked for once.
  mutating func append(
    _ family: String, _ value: some MetricValue, _ labels: Labels, header: () -> FamilyHeader
  ) {
    let sample = (NumberText(value), labels)
    if let place = places[family] {
      groups[place].samples.append(sample)
    } else {
      places[family] = groups.count
      groups.append(Group(header: header(), samples: [sample]))
    }
  }

  mutating func append(_ header: FamilyHeader, _ value: some MetricValue, _ labels: Labels) {
    append(header.name, value, labels) { header }
  }

  mutating func append(
    _ header: FamilyHeader, _ value: Int, in unit: NumberFile.Unit, _ labels: Labels
  ) {
    switch unit {
    case .one: append(header, value, labels)
    case .decimals(let decimals): append(header, FixedPoint(value, decimals: decimals), labels)
    case .times(let factor): append(header, Double(value) * Double(factor), labels)
    }
  }

  func write(into metrics: inout MetricWriter) {
    for group in groups {
      metrics.family(group.header)
      for sample in group.samples { metrics.sample(sample.value, sample.labels) }
    }
  }
}
