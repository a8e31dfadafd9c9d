import Foundation
import Shared
import TestSupport
import Testing

@testable import PgExporter

/// What is wrong with a file; `nil` when nothing is.
private func message(reading yaml: String) -> String? {
  do {
    _ = try made(yaml)
    return nil
  } catch {
    return "\(error)"
  }
}

/// The queries of a file that is this text.
func made(_ yaml: String) throws -> [Query] {
  try QueryFile(Array(yaml.utf8), path: "q.yml").queries
}

@Suite struct QueryFileTests {
  @Test func everythingThatAFileMaySayIsRead() throws {
    let found = try made(
      """
      votes:
        query: SELECT 1
        master: true
        cache_seconds: 30
        runonserver: '>=13.0.0'
        timeout: 1.5s
        row_limit: 5
        metrics:
          - a: {usage: LABEL, description: An a.}
            b: {usage: COUNTER}
          - c: {usage: MAPPEDMETRIC, metric_mapping: {up: 1, down: 0.5}}
      plain:
        query: {'>=13': SELECT 2, '<13': SELECT 3}
        metrics: []
      """)
    #expect(
      found == [
        Query(
          name: "votes", texts: [.init(versions: nil, sql: "SELECT 1")],
          columns: [
            QueryColumn(name: "a", usage: .label, help: "An a."),
            QueryColumn(name: "b", usage: .counter, help: ""),
            QueryColumn(
              name: "c", usage: .mappedMetric, help: "", numbers: ["up": 1, "down": 0.5]),
          ],
          isMasterOnly: true, cache: .seconds(30), versions: try VersionRange(">=13.0.0"),
          timeout: .milliseconds(1500), rowLimit: 5),
        Query(
          name: "plain",
          texts: [
            .init(versions: try VersionRange(">=13"), sql: "SELECT 2"),
            .init(versions: try VersionRange("<13"), sql: "SELECT 3"),
          ],
          columns: [], isMasterOnly: false, cache: nil, versions: nil, timeout: nil,
          rowLimit: 10_000),
      ])
  }

  @Test func theTextForAVersionIsTheFirstThatIsForIt() throws {
    let query = try #require(
      try made(
        """
        q:
          query: {'>=13': new, '<13': old}
          runonserver: '>=12'
          metrics: []
        """
      ).first)
    #expect([11, 12, 13].map { query.text(for: ServerVersion($0)) } == [nil, "old", "new"])
  }

  struct Fault: Sendable {
    let body: String
    let message: String

    init(_ body: String, _ message: String) {
      self.body = body
      self.message = message
    }
  }

  @Test(arguments: [
    Fault("metrics: []", "q.yml:2: q: 'query' is missing"),
    Fault("query: SELECT 1", "q.yml:2: q: 'metrics' is missing"),
    Fault("query: ' '\n  metrics: []", "q.yml:2: q.query: there is no query"),
    Fault(
      "quary: SELECT 1\n  metrics: []",
      "q.yml:2: q: 'query' is missing; is it misspelled as 'quary'?"
    ),
    Fault(
      "query: SELECT 1\n  metrics: []\n  chache_seconds: 1",
      "q.yml:4: q: unknown key 'chache_seconds'; did you mean 'cache_seconds'?"),
    Fault(
      "query: SELECT 1\n  metrics:\n    - a: {usage: GUAGE}",
      "q.yml:4: q.metrics[0].a.usage: 'GUAGE' is not one of LABEL, COUNTER, GAUGE, HISTOGRAM, "
        + "MAPPEDMETRIC, DURATION, DISCARD, CHANGE_AGE"),
    Fault(
      "query: SELECT 1\n  metrics:\n    - a: {}", "q.yml:4: q.metrics[0].a: 'usage' is missing"),
    Fault(
      "query: SELECT 1\n  metrics:\n    - a: {usage: GAUGE, help: x}",
      "q.yml:4: q.metrics[0].a: unknown key 'help'; "
        + "known are 'usage', 'description', 'metric_mapping'"),
    Fault(
      "query: SELECT 1\n  metrics:\n    - a b: {usage: GAUGE}",
      "q.yml:4: q.metrics[0].'a b': 'q_a b' is no name for a metric: give it another with AS"),
    Fault(
      "query: SELECT 1\n  metrics:\n    - __a: {usage: LABEL}",
      "q.yml:4: q.metrics[0].__a: '__a' is no name for a label: give it another with AS"),
    Fault(
      "query: SELECT 1\n  metrics:\n    - a: {usage: GAUGE}\n    - a: {usage: LABEL}",
      "q.yml:2: q: the column 'a' is listed twice"),
    Fault(
      "query: SELECT 1\n  metrics:\n    - a: {usage: HISTOGRAM}\n    - a_sum: {usage: GAUGE}",
      "q.yml:2: q: two of its columns become q_a_sum"),
    Fault(
      "query: SELECT 1\n  metrics:\n    - a: {usage: HISTOGRAM}\n    - le: {usage: LABEL}",
      "q.yml:2: q: the label 'le' belongs to histograms: give it another name with AS"),
    Fault(
      "query: SELECT 1\n  metrics:\n    - a: {usage: MAPPEDMETRIC}",
      "q.yml:4: q.metrics[0].a: 'metric_mapping' is missing, which has a number for each text"),
    Fault(
      "query: SELECT 1\n  metrics:\n    - a: {usage: GAUGE, metric_mapping: {b: 1}}",
      "q.yml:4: q.metrics[0].a: 'metric_mapping' is for usage MAPPEDMETRIC"),
    Fault(
      "query: SELECT 1\n  cache_seconds: 1\n  metrics:\n    - a: {usage: CHANGE_AGE}",
      "q.yml:2: q: a column with usage CHANGE_AGE is looked at each time: no cache_seconds"),
    Fault(
      "query: SELECT 1\n  metrics: []\n  runonserver: new",
      "q.yml:4: q.runonserver: 'new' is not a range of versions such as '>=13.0.0 <15.0.0': "
        + "'new' is not a version"),
    Fault(
      "query: {new: SELECT 1}\n  metrics: []",
      "q.yml:2: q.query.new: 'new' is not a range of versions such as '>=13.0.0 <15.0.0': "
        + "'new' is not a version"),
    Fault(
      "query: SELECT 1\n  metrics: []\n  cache_seconds: -1",
      "q.yml:4: q.cache_seconds: -1 is less than 0"),
    Fault(
      "query: SELECT 1\n  metrics: []\n  timeout: 0", "q.yml:4: q.timeout: it must be 1ms or more"),
    Fault(
      "query: SELECT 1\n  metrics: []\n  row_limit: 0", "q.yml:4: q.row_limit: 0 is less than 1"),
  ])
  func aFaultIsNamedWithFileLineQueryAndKey(fault: Fault) {
    #expect(message(reading: "q:\n  \(fault.body)\n") == fault.message)
  }

  @Test(arguments: [
    ("a-b: {query: SELECT 1, metrics: []}\n", "'a-b' cannot begin a metric's name: "),
    (
      """
      a: {query: SELECT 1, metrics: [b_c: {usage: GAUGE}]}
      a_b: {query: SELECT 1, metrics: [c: {usage: GAUGE}]}
      """, "a_b_c is made by 'a' too"
    ),
  ])
  func namesThatCannotBeServedAreErrors(yaml: String, part: String) throws {
    #expect(try #require(message(reading: yaml)).contains(part))
  }

  private static let debian = "/usr/share/doc/prometheus-postgres-exporter/examples/queries.yaml"

  @Test(.enabled(if: FileManager.default.fileExists(atPath: debian)))
  func theExampleOfDebiansPackageIsRead() throws {
    let file = try QueryFile(
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.debian))), path: Self.debian)
    #expect(
      file.queries.map(\.name) == [
        "pg_replication", "pg_postmaster", "pg_stat_user_tables", "pg_statio_user_tables",
        "pg_stat_statements", "pg_process_idle",
      ])
    #expect(file.queries.flatMap(\.columns).count == 59)
  }
}
