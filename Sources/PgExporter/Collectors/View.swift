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
  /// Series that its collector has for each row from another view; they count towards the limit.
  let otherSeries: Int
  /// The first version that has the view.
  let since: ServerVersion
  /// The first version that has it no more.
  let until: ServerVersion?

  init(
    _ source: String, database: DatabaseLabel = .never,
    labels: KeyValuePairs<String, String> = [:], columns: [Column], extra: [String] = [],
    otherSeries: Int = 0, since: ServerVersion = 0, until: ServerVersion? = nil
  ) {
    self.source = source
    self.database = database
    self.labels = labels
    self.columns = columns
    self.extra = extra
    self.otherSeries = otherSeries
    self.since = since
    self.until = until
  }

  func exists(on version: ServerVersion) -> Bool {
    version >= since && until.map { version < $0 } ?? true
  }

  private func columns(on version: ServerVersion) -> [Column] {
    columns.filter { $0.exists(on: version) }
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
  /// One row more than may be served tells that there are too many. It does not tell how many:
  /// counting costs the server a tenth more, at each scrape.
  func statement(for server: ServerInfo) -> Statement {
    let labels = labels(for: server)
    let columns = columns(on: server.version)
    let expressions = labels.map(\.value) + columns.map(\.expression) + extra
    let limit =
      labels.isEmpty ? 1 : server.seriesLimit / max(1, columns.count + otherSeries) + 1
    return Statement(
      "SELECT \(expressions.joined(separator: ", ")) FROM \(source) LIMIT \(limit)")
  }

  /// The rows of the statement with this index among a collector's.
  func rows(_ answers: Answers, _ index: Int) throws(PgError) -> Rows {
    try answers.rows(
      index, seriesPerRow: columns(on: answers.server.version).count, otherSeries: otherSeries)
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
    let labels = labels(for: server).map(\.key)
    let rendered = rows.labels(labels, adding: extra)
    for (offset, column) in columns(on: server.version).enumerated() {
      metrics.family(column.family, column.kind, column.help)
      metrics.samples(rendered) { rows.number($0, labels.count + offset) }
    }
  }
}

/// A collector that is nothing but views.
protocol ViewCollector: PgCollector {
  var views: [View] { get }
}

extension ViewCollector {
  func statements(for server: ServerInfo) throws -> [Statement] {
    let found = views.filter { $0.exists(on: server.version) }
    guard !found.isEmpty else { throw Absent("PostgreSQL \(server.version) has no \(name)") }
    return found.map { $0.statement(for: server) }
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let found = views.filter { $0.exists(on: answers.server.version) }
    var losses = Losses()
    for (index, view) in found.enumerated() {
      losses.noting { try view.write(answers, index, into: &metrics) }
    }
    try losses.report()
  }
}
