import Shared

/// A view of the server whose columns each become a metric family.
///
///     View(
///       "pg_stat_slru", labels: ["slru": "name"],
///       columns: [.counter("pg_stat_slru_blks_hit_total", "blks_hit", "Blocks found in the cache.")],
///       since: 13)
struct View: Sendable {
  /// A column, or an expression over columns, and the family it becomes. A NULL becomes no sample.
  ///
  /// A class, so that handing one on costs one reference.
  final class Column: Sendable {
    let header: FamilyHeader
    let expression: String
    let since: ServerVersion
    /// The first version that has it no more.
    let until: ServerVersion?
    /// The label that has the text, of a sample that is always 1.
    let label: String?

    private init(
      _ header: FamilyHeader, _ expression: String, since: ServerVersion, until: ServerVersion?,
      label: String? = nil
    ) {
      self.header = header
      self.expression = expression
      self.since = since
      self.until = until
      self.label = label
    }

    static func counter(
      _ family: String, _ expression: String, _ help: String, since: ServerVersion = 0,
      until: ServerVersion? = nil
    ) -> Column {
      Column(FamilyHeader(family, .counter, help), expression, since: since, until: until)
    }

    static func gauge(
      _ family: String, _ expression: String, _ help: String, since: ServerVersion = 0,
      until: ServerVersion? = nil
    ) -> Column {
      Column(FamilyHeader(family, .gauge, help), expression, since: since, until: until)
    }

    static func untyped(
      _ family: String, _ expression: String, _ help: String, since: ServerVersion = 0,
      until: ServerVersion? = nil
    ) -> Column {
      Column(FamilyHeader(family, .untyped, help), expression, since: since, until: until)
    }

    /// A text: the value of a label of its own, of a gauge that is 1.
    static func info(
      _ family: String, label: String, _ expression: String, _ help: String,
      since: ServerVersion = 0, until: ServerVersion? = nil
    ) -> Column {
      Column(
        FamilyHeader(family, .gauge, help), expression, since: since, until: until, label: label)
    }

    func exists(on version: ServerVersion) -> Bool {
      version >= since && until.map { version < $0 } ?? true
    }
  }

  /// Whether samples name the database that they are of.
  enum DatabaseLabel: Sendable {
    case never, always
    /// Only where another database may have the same: upstream, which reads one, has no label.
    case ifSeveral
  }

  /// What stands behind `FROM`, conditions and order included.
  let source: String
  let database: DatabaseLabel
  /// The labels and the expressions that their values come from.
  let labels: KeyValuePairs<String, String>
  let columns: [Column]
  /// Expressions that become no family, for the collector to read by itself.
  let extra: [String]
  /// What its collector serves for each row from another view, which counts towards the limit.
  let others: [Column]
  /// The first version that has the view.
  let since: ServerVersion
  /// The first version that has it no more.
  let until: ServerVersion?
  /// Whether every version has all columns.
  private let isSameOnAll: Bool

  init(
    _ source: String, database: DatabaseLabel = .never,
    labels: KeyValuePairs<String, String> = [:], columns: [Column], extra: [String] = [],
    others: [Column] = [], since: ServerVersion = 0, until: ServerVersion? = nil
  ) {
    self.source = source
    self.database = database
    self.labels = labels
    self.columns = columns
    self.extra = extra
    self.others = others
    self.since = since
    self.until = until
    isSameOnAll = columns.allSatisfy { $0.since == 0 && $0.until == nil }
  }

  func exists(on version: ServerVersion) -> Bool {
    version >= since && until.map { version < $0 } ?? true
  }

  private func columns(on version: ServerVersion) -> [Column] {
    isSameOnAll ? columns : columns.filter { $0.exists(on: version) }
  }

  private func otherSeries(on version: ServerVersion) -> Int {
    others.count { $0.exists(on: version) }
  }

  private func labels(for server: ServerInfo) -> [(key: String, value: String)] {
    let names = database == .always || database == .ifSeveral && server.hasSeveralDatabases
    return (names ? [("datname", "current_database()")] : []) + Array(labels)
  }

  /// Where the first of the ``extra`` expressions is in a row.
  func extraColumn(for server: ServerInfo) -> Int {
    labels(for: server).count + columns(on: server.version).count
  }
}

// MARK: - Asking

extension View {
  /// Asks for the labels first, then for the columns that this version has, then for the rest.
  ///
  /// One row more than may be served tells that there are too many. How many is asked only once that
  /// is known: counting costs the server a tenth more.
  func statement(for server: ServerInfo) -> Statement {
    let labels = labels(for: server)
    let columns = columns(on: server.version)
    let count = countColumn(for: server) == nil ? [] : ["count(*) OVER ()"]
    let expressions = labels.map(\.value) + columns.map(\.expression) + extra + count
    let limit =
      labels.isEmpty
      ? 1 : server.seriesLimit / max(1, columns.count + otherSeries(on: server.version)) + 1
    return Statement(
      "SELECT \(expressions.joined(separator: ", ")) FROM \(source) LIMIT \(limit)")
  }

  /// The rows of the statement with this index among a collector's.
  func rows(_ answers: Answers, _ index: Int) throws(PgError) -> Rows {
    try answers.rows(
      index, seriesPerRow: columns(on: answers.server.version).count,
      otherSeries: otherSeries(on: answers.server.version),
      total: countColumn(for: answers.server))
  }

  /// Where the number of all rows is; `nil` where it is not asked for.
  private func countColumn(for server: ServerInfo) -> Int? {
    server.countsRows && !labels(for: server).isEmpty
      ? extraColumn(for: server) + extra.count : nil
  }
}

// MARK: - Writing

extension View {
  /// Writes the families of the statement with this index among a collector's.
  func write(
    _ answers: Answers, _ index: Int = 0, into metrics: inout MetricWriter,
    adding extra: [(String, String)] = []
  ) throws(PgError) {
    write(try rows(answers, index), for: answers.server, into: &metrics, adding: extra)
  }

  /// Writes the families of rows that ``statement(for:)`` returned.
  func write(
    _ rows: Rows, for server: ServerInfo, into metrics: inout MetricWriter,
    adding extra: [(String, String)] = []
  ) {
    let names = labels(for: server).map(\.key)
    let rendered = rows.labels(names, adding: extra)
    let columns = columns(on: server.version)
    metrics.reserve(rendered, families: columns) { $0.header }
    for (offset, column) in columns.enumerated() {
      let place = names.count + offset
      if let label = column.label {
        metrics.family(column.header)
        write(rows, labelled: label, from: place, names, adding: extra, into: &metrics)
      } else {
        metrics.samples(column.header, rendered) { rows.number($0, place) }
      }
    }
  }

  /// Writes the open family: the text of a column as the value of a label of its own.
  private func write(
    _ rows: Rows, labelled label: String, from column: Int, _ names: [String],
    adding extra: [(String, String)], into metrics: inout MetricWriter
  ) {
    for row in rows {
      guard let text = row.text(column) else { continue }
      let pairs = names.enumerated().map { ($1, row.text($0) ?? "") } + extra
      metrics.sample(1, Labels(pairs: pairs + [(label, text)]))
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
    views.filter { $0.exists(on: server.version) }.map { $0.statement(for: server) }
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
