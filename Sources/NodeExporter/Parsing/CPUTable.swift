import Shared

/// The counters of a file that has a column for each processor, under a header that names them:
/// `/proc/interrupts` and `/proc/softirqs`.
///
/// The processors are those of the header, which leaves out those that are off.
struct CPUTable: ~Escapable {
  private var lines: TextCursor
  let cpus: [String]

  @_lifetime(copy text)
  init(_ text: Span<UInt8>) {
    lines = TextCursor(text)
    var cpus: [String] = []
    if var header = lines.nextLine() {
      header.skipBlanks()
      while !header.isAtEnd {
        _ = header.take(prefix: "CPU")
        cpus.append(header.field())
        header.skipBlanks()
      }
    }
    self.cpus = cpus
  }

  /// A row: what stands before the colon, the counts, and what stands behind them.
  struct Row {
    let name: String
    let counts: [UInt64]
    let description: String
  }

  /// The next row with a count for each processor. Rows with fewer, as those of errors, are passed
  /// over.
  mutating func next() -> Row? {
    while var line = lines.nextLine() {
      let name = line.field(upTo: ":")
      var counts: [UInt64] = []
      counts.reserveCapacity(cpus.count)
      while counts.count < cpus.count, let count = try? line.integer() { counts.append(count) }
      if counts.count == cpus.count, !counts.isEmpty {
        return Row(name: name, counts: counts, description: line.remainder())
      }
    }
    return nil
  }
}
