import Shared

/// The answer to a query, and how it becomes families.
struct QueryAnswer {
  private let query: Query
  private let server: ServerInfo
  private let memory: QueryMemory
  private let places: [String: Int]
  /// Columns that the file says nothing of and that have numbers.
  private let unlisted: [(name: String, place: Int)]
  private let types: [ColumnType]
  /// What is wrong with it; the texts do not change from scrape to scrape while the fault is the same,
  /// or each would be told to the log.
  private var faults: [String] = []
  private(set) var repeated = 0

  /// Longer values than this are cut: a label is no place for a document.
  private static let longestLabel = 1024

  init(_ query: Query, _ rows: Rows, on server: ServerInfo, _ memory: QueryMemory) {
    self.query = query
    self.server = server
    self.memory = memory
    types = rows.types.map(ColumnType.init)
    var places: [String: Int] = [:]
    var faults: [String] = []
    func note(_ fault: String) {
      if !faults.contains(fault) { faults.append(fault) }
    }
    for (place, name) in rows.columns.enumerated() {
      if places[name] == nil {
        places[name] = place
      } else {
        note("two columns are named '\(name)', and only the first is read")
      }
    }
    for column in query.columns where column.usage != .discard {
      for part in column.parts where places[part] == nil {
        note("it has no column '\(part)'")
      }
    }
    let listed = Set(query.columns.flatMap(\.parts))
    unlisted = rows.columns.enumerated().compactMap { [types] place, name in
      guard !listed.contains(name), places[name] == place, types[place].mayBeNumber else {
        return nil
      }
      guard MetricName.isValid("\(query.name)_\(name)") else {
        note("'\(query.name)_\(name)' is no name for a metric: give the column another with AS")
        return nil
      }
      return (name, place)
    }
    self.places = places
    self.faults = faults
  }

  /// How many samples a row makes at most.
  var seriesPerRow: Int {
    query.columns.reduce(unlisted.count) { count, column in
      switch column.usage {
      case .label, .discard: count
      case .changeAge: count + 2
      case .counter, .gauge, .mappedMetric, .duration: count + 1
      // It is not known how many buckets there are, but for the first row.
      case .histogram: count + 12
      }
    }
  }

  /// What was wrong, in one line; `nil` when nothing was.
  var failure: String? { faults.isEmpty ? nil : faults.joined(separator: "; ") }

  private mutating func note(_ fault: String) {
    if !faults.contains(fault) { faults.append(fault) }
  }
}

// MARK: - Writing

extension QueryAnswer {
  mutating func write(_ rows: Rows, into metrics: inout MetricWriter) {
    let rows = labelled(rows)
    for column in query.columns {
      // What is missing was noted.
      guard column.parts.allSatisfy({ places[$0] != nil }), let place = places[column.name] else {
        continue
      }
      let families = column.families(of: query.name)
      if let first = families.first { metrics.family(first.name, first.kind, first.help) }
      switch column.usage {
      case .label, .discard: break
      case .counter, .gauge: writeNumbers(column.name, place, rows, into: &metrics)
      case .mappedMetric:
        write(column.name, "texts that metric_mapping has no number for", rows, into: &metrics) {
          row in row.text(place).map { column.numbers[$0] }
        }
      case .duration:
        write(column.name, "texts that are no duration such as 1m30s", rows, into: &metrics) {
          row in
          // Upstream's sign for nothing.
          row.text(place).flatMap { $0 == "-1" ? nil : .some(GoDuration.milliseconds($0)) }
        }
      case .histogram: writeHistograms(column.name, rows, into: &metrics)
      case .changeAge: writeAges(column.name, place, families, rows, into: &metrics)
      }
    }
    for (name, place) in unlisted {
      metrics.family(
        "\(query.name)_\(name)", .untyped, "The column \(name) of the query \(query.name).")
      writeNumbers(name, place, rows, isListed: false, into: &metrics)
    }
  }

  private typealias LabelledRow = (labels: Labels, row: Row)

  /// The rows with their labels, less those whose labels an earlier one has.
  private mutating func labelled(_ rows: Rows) -> [LabelledRow] {
    let names = query.labels.compactMap { name in places[name].map { (name, $0) } }
    let isNamed = names.contains { $0.0 == "datname" }
    let others = isNamed || query.isMasterOnly ? [] : server.databaseLabels
    let taken = server.constantLabels + (server.isLabelled ? ["server"] : [])
    var seen: Set<Labels> = []
    seen.reserveCapacity(rows.count)
    var labelled: [LabelledRow] = []
    labelled.reserveCapacity(rows.count)
    for row in rows {
      let labels = Labels(
        pairs: names.map { name, place in
          // Every sample has that label already, and two of a name would cost the whole page.
          (taken.contains(name) ? "exported_\(name)" : name, label(row, place))
        } + others)
      guard seen.insert(labels).inserted else {
        repeated += 1
        continue
      }
      labelled.append((labels, row))
    }
    if repeated > 0 {
      note("rows have the labels of others, and are left out: add a LABEL that tells them apart")
      memory.count(repeated: repeated, query, server)
    }
    return labelled
  }

  private func label(_ row: Row, _ place: Int) -> String {
    guard let text = row.text(place) else { return "" }
    switch types[place] {
    case .boolean: return text == "t" ? "true" : text == "f" ? "false" : text
    case .timestamp:
      guard let seconds = Timestamp.seconds(text) else { return text }
      return "\(Int(seconds.rounded(.down)))"
    case .number, .text, .other:
      guard text.utf8.count > Self.longestLabel else { return text }
      // Never in the middle of a character's bytes.
      var end = Self.longestLabel
      let bytes = Array(text.utf8)
      while bytes[end] & 0xc0 == 0x80 { end -= 1 }
      return String(decoding: bytes[..<end], as: UTF8.self)
    }
  }

  private mutating func writeNumbers(
    _ column: String, _ place: Int, _ rows: [LabelledRow], isListed: Bool = true,
    into metrics: inout MetricWriter
  ) {
    for (labels, row) in rows {
      if let number = row.number(place), isListed || types[place] != .text || !row.isFlag(place) {
        metrics.sample(number, labels)
      } else if let text = row.text(place) {
        if isListed || types[place] == .timestamp, let seconds = Timestamp.seconds(text) {
          metrics.sample(seconds, labels)
        } else if isListed {
          note("the column '\(column)' has texts that are no numbers")
        }
      }
    }
  }

  /// - Parameter read: A value; `nil` for a NULL, and `.some(nil)` for what is none.
  private mutating func write(
    _ column: String, _ others: String, _ rows: [LabelledRow], into metrics: inout MetricWriter,
    _ read: (Row) -> Double??
  ) {
    for (labels, row) in rows {
      guard let value = read(row) else { continue }
      if let value {
        metrics.sample(value, labels)
      } else {
        note("the column '\(column)' has \(others)")
      }
    }
  }

  private mutating func writeHistograms(
    _ column: String, _ rows: [LabelledRow], into metrics: inout MetricWriter
  ) {
    guard let bounds = places[column], let counts = places["\(column)_bucket"],
      let sum = places["\(column)_sum"], let count = places["\(column)_count"]
    else { return }
    for (labels, row) in rows {
      guard let boundTexts = row.text(bounds), let countTexts = row.text(counts),
        row.text(sum) != nil, row.text(count) != nil
      else { continue }
      guard let bounds = NumberArray.read(boundTexts), let counts = NumberArray.read(countTexts),
        bounds.count == counts.count, let sum = row.double(sum),
        let total = row.double(count).flatMap(UInt64.init(exactly:))
      else {
        note("the column '\(column)' is no histogram: two arrays of numbers, a sum and a count")
        continue
      }
      let buckets = zip(bounds, counts).sorted { $0.0 < $1.0 }.filter { $0.0.isFinite }
        .compactMap { bound, count in
          UInt64(exactly: count.rounded()).map { (upperBound: bound, count: $0) }
        }
      guard zip(buckets, buckets.dropFirst()).allSatisfy({ $0.upperBound < $1.upperBound }) else {
        note("the column '\(column)' has the same bound twice")
        continue
      }
      metrics.histogram(buckets: buckets, sum: sum, count: total, labels)
    }
  }

  private func writeAges(
    _ column: String, _ place: Int, _ families: [QueryColumn.Family], _ rows: [LabelledRow],
    into metrics: inout MetricWriter
  ) {
    let now = ContinuousClock.now
    let values = rows.compactMap { row in row.row.text(place).map { (row.labels, $0) } }
    let watched = memory.watch(values, of: column, query, server, at: now)
    for (value, watched) in zip(values, watched) {
      metrics.sample(max(Duration.zero, watched.since.duration(to: now)), value.0)
    }
    guard let second = families.last else { return }
    metrics.family(second.name, second.kind, second.help)
    for (value, watched) in zip(values, watched) { metrics.sample(watched.hasChanged, value.0) }
  }
}

/// The kinds of types that make a difference.
enum ColumnType {
  case number, boolean, timestamp, text, other

  /// - Parameter oid: As in `pg_type`.
  init(oid: UInt32) {
    switch oid {
    // int8, int2, int4, oid, float4, float8, numeric
    case 20, 21, 23, 26, 700, 701, 1700: self = .number
    case 16: self = .boolean
    // date, timestamp, timestamptz
    case 1082, 1114, 1184: self = .timestamp
    // name, text, unknown, varchar
    case 19, 25, 705, 1043: self = .text
    default: self = .other
    }
  }

  /// Whether upstream looks for numbers in a column that the file says nothing of.
  var mayBeNumber: Bool { self != .other }
}
