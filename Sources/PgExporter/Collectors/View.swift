import Shared

/// A view of the server whose columns each become a metric family.
///
///     View(
///       "pg_stat_slru", labels: ["slru": "name"],
///       columns: [.counter("pg_stat_slru_blks_hit_total", "blks_hit", "Blocks found in the cache.")],
///       since: 13)
struct View: Sendable {
  /// A column, or an expression over columns, and the family it becomes. A NULL becomes no sample.
  struct Column: Sendable {
    let family: String
    let kind: MetricKind
    let expression: String
    let help: String
    var since: ServerVersion
    /// The first version that has it no more.
    var until: ServerVersion?
    /// The label that has the text, of a sample that is always 1.
    var label: String?

    static func counter(
      _ family: String, _ expression: String, _ help: String, since: ServerVersion = 0,
      until: ServerVersion? = nil
    ) -> Column {
      Column(
        family: family, kind: .counter, expression: expression, help: help, since: since,
        until: until)
    }

    static func gauge(
      _ family: String, _ expression: String, _ help: String, since: ServerVersion = 0,
      until: ServerVersion? = nil
    ) -> Column {
      Column(
        family: family, kind: .gauge, expression: expression, help: help, since: since,
        until: until)
    }

    static func untyped(
      _ family: String, _ expression: String, _ help: String, since: ServerVersion = 0,
      until: ServerVersion? = nil
    ) -> Column {
      Column(
        family: family, kind: .untyped, expression: expression, help: help, since: since,
        until: until)
    }

    /// A text: the value of a label of its own, of a gauge that is 1.
    static func info(
      _ family: String, label: String, _ expression: String, _ help: String,
      since: ServerVersion = 0, until: ServerVersion? = nil
    ) -> Column {
      Column(
        family: family, kind: .gauge, expression: expression, help: help, since: since,
        until: until, label: label)
    }

    func exists(on version: ServerVersion) -> Bool {
      version >= since && until.map { version < $0 } ?? true
    }
  }

  /// What stands behind `FROM`, conditions and order included.
  let source: String
  /// The labels and the expressions that their values come from.
  let labels: KeyValuePairs<String, String>
  let columns: [Column]
  /// The first version that has the view.
  let since: ServerVersion
  /// The first version that has it no more.
  let until: ServerVersion?

  init(
    _ source: String, labels: KeyValuePairs<String, String> = [:], columns: [Column],
    since: ServerVersion = 0, until: ServerVersion? = nil
  ) {
    self.source = source
    self.labels = labels
    self.columns = columns
    self.since = since
    self.until = until
  }

  func exists(on version: ServerVersion) -> Bool {
    version >= since && until.map { version < $0 } ?? true
  }

  private func columns(on version: ServerVersion) -> [Column] {
    columns.filter { $0.exists(on: version) }
  }

  /// Asks for the labels first, then for the columns that this version has.
  func statement(for server: ServerInfo) -> Statement {
    let columns = columns(on: server.version)
    let expressions = labels.map(\.value) + columns.map(\.expression)
    let limit = labels.isEmpty ? 1 : server.seriesLimit / max(1, columns.count) + 1
    return Statement(
      "SELECT \(expressions.joined(separator: ", ")) FROM \(source) LIMIT \(limit)")
  }

  /// Writes the families of the statement with this index among a collector's.
  func write(
    _ answers: Answers, _ index: Int = 0, into metrics: inout MetricWriter,
    adding extra: [(String, String)] = []
  ) throws(PgError) {
    let columns = columns(on: answers.server.version)
    let rows = try answers.rows(index, seriesPerRow: columns.count)
    let names = labels.map(\.key)
    func pairs(_ row: Row) -> [(String, String)] {
      names.enumerated().map { ($1, row.text($0) ?? "") } + extra
    }
    let rendered = rows.map { Labels(pairs: pairs($0)) }
    for (offset, column) in columns.enumerated() {
      metrics.family(column.family, column.kind, column.help)
      for (row, labels) in zip(rows, rendered) {
        if let label = column.label {
          guard let text = row.text(names.count + offset) else { continue }
          metrics.sample(1, Labels(pairs: pairs(row) + [(label, text)]))
        } else if let value = row.number(names.count + offset) {
          metrics.sample(value, labels)
        }
      }
    }
  }
}

/// A collector that is nothing but views.
protocol ViewCollector: PgCollector {
  var views: [View] { get }
  /// What every sample is labelled with, behind the labels of its view.
  func constantLabels(for server: ServerInfo) -> [(String, String)]
}

extension ViewCollector {
  func constantLabels(for server: ServerInfo) -> [(String, String)] { [] }

  func statements(for server: ServerInfo) throws -> [Statement] {
    let found = views.filter { $0.exists(on: server.version) }
    guard !found.isEmpty else { throw Absent("PostgreSQL \(server.version) has no \(name)") }
    return found.map { $0.statement(for: server) }
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let found = views.filter { $0.exists(on: answers.server.version) }
    let labels = constantLabels(for: answers.server)
    // Of a single view, the error is thrown as it is: its state tells why.
    if found.count == 1 { return try found[0].write(answers, into: &metrics, adding: labels) }
    var losses = Losses()
    for (index, view) in found.enumerated() {
      losses.noting { try view.write(answers, index, into: &metrics, adding: labels) }
    }
    try losses.report()
  }
}
