import Shared

/// What several things of a kind show in files of the same names: a family for each file, with a
/// sample for everything that has a number in it.
///
///     var table = NumberTable(Self.numbers)
///     for disk in try disks.devices() {
///       table.append(Labels([Label("device", disk.name)]), disk.attributes, noting: &losses)
///     }
///     table.write(into: &metrics)
struct NumberTable {
  private let columns: [NumberFile]
  private var rows: [(labels: Labels, numbers: [Int?])] = []

  init(_ columns: [NumberFile]) {
    self.columns = columns
  }

  /// Reads one more.
  ///
  /// - Parameter files: In the order of the columns.
  mutating func append(
    _ labels: Labels, _ files: some Collection<KernelFile>, noting losses: inout Losses
  ) {
    var numbers: [Int?] = []
    numbers.reserveCapacity(columns.count)
    for file in files { numbers.append(file.measured(noting: &losses)) }
    rows.append((labels, numbers))
  }

  func write(into metrics: inout MetricWriter) {
    for (column, number) in columns.enumerated() {
      metrics.family(number.header)
      for row in rows {
        guard let value = row.numbers[column] else { continue }
        metrics.sample(value, in: number.unit, row.labels)
      }
    }
  }
}
