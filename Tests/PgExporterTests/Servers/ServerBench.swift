import Shared
import TestSupport

@testable import PgExporter

/// A ``ServerSet`` on a server of the test's own, and what its scrapes say.
struct ServerBench {
  let set: ServerSet
  let log = LogRecorder()

  init(
    _ sources: [ServerSource], _ collectors: [any PgCollector] = [Marker()],
    _ rules: ServerRules = ServerRules(), pool: ThreadPool = ThreadPool(limit: 16)
  ) throws {
    set = try ServerSet(
      sources, collectors, rules: rules, resolver: Resolver(), pool: pool,
      log: log.logger)
  }

  init(
    _ server: PostgresServer, user: String = "postgres",
    _ collectors: [any PgCollector] = [Marker()],
    _ rules: ServerRules = ServerRules(), with more: KeyValuePairs<String, String> = [:]
  ) throws {
    try self.init([ServerSource(server, user: user, with: more)], collectors, rules)
  }

  func scrape(
    _ selection: CollectorSelection = .all, within time: Duration = .seconds(20)
  ) throws -> ScrapedPage {
    var page = MetricWriter()
    let parts = try set.scrape(selection, by: Deadline(in: time), into: &page)
    return ScrapedPage(
      samples: samples(String(decoding: page.written.bytes, as: UTF8.self)), parts: parts)
  }
}

struct ScrapedPage {
  let samples: [String]
  let parts: [CollectorPart]

  /// The value of a series.
  subscript(series: String) -> String? {
    samples.first { $0.hasPrefix("\(series) ") }.map { String($0.dropFirst(series.count + 1)) }
  }

  /// The lines of a family.
  func lines(_ family: String) -> [String] {
    samples.filter { $0.hasPrefix("\(family) ") || $0.hasPrefix("\(family){") }
  }

  var outcomes: [CollectorOutcome] { parts.map(\.outcome) }
}

extension ServerSource {
  init(
    _ server: PostgresServer, user: String = "postgres",
    with more: KeyValuePairs<String, String> = [:]
  ) {
    let own = [
      (keyword: "host", value: server.socketFolder), (keyword: "port", value: "\(server.port)"),
      (keyword: "user", value: user), (keyword: "dbname", value: "postgres"),
    ]
    self.init(
      label: "\(server.socketFolder):\(server.port)",
      parameters: (own.filter { mine in !more.contains { $0.key == mine.keyword } }
        + more.map { ($0, $1) }).map { ($0.keyword, Secret($0.value)) })
  }
}

/// A collector of one query with one row for each sample: a label and a value.
struct Marker: PgCollector {
  var name = "marker"
  var sql = "SELECT 'here', 1"
  var isPerDatabase = false
  var neededRole: PredefinedRole?

  func statements(for server: ServerInfo) -> [Statement] { [Statement(sql)] }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    metrics.family("pg_\(name)", .gauge, "Rows.")
    for row in try answers.rows() {
      guard let value = row.number(1) else { continue }
      metrics.sample(
        value, Labels(pairs: [("row", row.text(0) ?? "")] + answers.server.databaseLabels))
    }
  }
}
