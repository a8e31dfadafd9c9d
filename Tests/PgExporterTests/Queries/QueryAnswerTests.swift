import Shared
import TestSupport
import Testing

@testable import PgExporter

/// What a query serves, and what it says is wrong.
func answer(
  _ yaml: String, _ columns: [String], _ rows: [[String?]], memory: QueryMemory = QueryMemory(),
  on server: ServerInfo = .version(15)
) throws -> (text: String, failure: String?) {
  let query = CustomQuery(query: try #require(try made(yaml).first), memory: memory)
  var metrics = MetricWriter()
  var failure: String?
  do {
    try query.write(Answers(server, [.success(.made(columns, rows))]), into: &metrics)
  } catch let error as Partial {
    failure = "\(error)"
  }
  return (String(decoding: metrics.written.bytes, as: UTF8.self), failure)
}

@Suite struct QueryAnswerTests {
  @Test func columnsBecomeFamiliesAndRowsBecomeSamples() throws {
    let (text, failure) = try answer(
      """
      q:
        query: x
        metrics:
          - who: {usage: LABEL}
          - c: {usage: COUNTER, description: A count.}
          - g: {usage: GAUGE}
          - m: {usage: MAPPEDMETRIC, metric_mapping: {up: 1, down: 0}}
          - d: {usage: DURATION}
          - no: {usage: DISCARD}
      """, ["who", "c", "g", "m", "d", "no", "more"],
      [
        ["a", "1", "2025-03-01 12:00:00+00", "up", "1.5s", "1", "7"],
        ["b", nil, "t", nil, "-1", "2", nil],
        [nil, "3", "-2.5e-3", "down", nil, "3", "NaN"],
      ])
    #expect(failure == nil)
    #expect(
      text == """
        # HELP q_c A count.
        # TYPE q_c counter
        q_c{who="a"} 1
        q_c{who=""} 3
        # HELP q_g The column g of the query q.
        # TYPE q_g gauge
        q_g{who="a"} 1740830400
        q_g{who="b"} 1
        q_g{who=""} -2.5e-3
        # HELP q_m The column m of the query q.
        # TYPE q_m gauge
        q_m{who="a"} 1
        q_m{who=""} 0
        # HELP q_d_milliseconds The column d of the query q.
        # TYPE q_d_milliseconds gauge
        q_d_milliseconds{who="a"} 1500
        # HELP q_more The column more of the query q.
        # TYPE q_more untyped
        q_more{who="a"} 7
        q_more{who=""} NaN

        """)
  }

  @Test func arraysBecomeAHistogram() throws {
    let (text, failure) = try answer(
      "q: {query: x, metrics: [{a: {usage: LABEL}}, {s: {usage: HISTOGRAM, description: S.}}]}",
      ["a", "s", "s_bucket", "s_sum", "s_count"],
      [
        ["x", "{5,1,Infinity}", "{3,2,4}", "7.5", "4"],
        ["nothing", nil, nil, nil, "0"],
      ])
    #expect(failure == nil)
    #expect(
      text == """
        # HELP q_s S.
        # TYPE q_s histogram
        q_s_bucket{a="x",le="1"} 2
        q_s_bucket{a="x",le="5"} 3
        q_s_bucket{a="x",le="+Inf"} 4
        q_s_sum{a="x"} 7.5
        q_s_count{a="x"} 4

        """)
  }

  private static let gauge = "q: {query: x, metrics: [{l: {usage: LABEL}}, {g: {usage: GAUGE}}]}"

  struct Fault: Sendable {
    let yaml: String
    let columns: [String]
    let rows: [[String?]]
    let sample: String?
    let reason: String

    init(
      _ yaml: String, _ columns: [String], _ rows: [[String?]], _ sample: String?, _ reason: String
    ) {
      self.yaml = yaml
      self.columns = columns
      self.rows = rows
      self.sample = sample
      self.reason = reason
    }
  }

  @Test(arguments: [
    Fault(
      gauge, ["l", "g"], [["a", "1"], ["b", "many"]], "q_g{l=\"a\"} 1",
      "query 'q': the column 'g' has texts that are no numbers"
    ),
    Fault(
      gauge, ["l", "g"], [["a", "1"], ["a", "2"]], "q_g{l=\"a\"} 1",
      "query 'q': rows have the labels of others, and are left out: "
        + "add a LABEL that tells them apart"
    ),
    Fault(gauge, ["g"], [["1"]], "q_g 1", "query 'q': it has no column 'l'"),
    Fault(
      gauge, ["l", "g", "g"], [["a", "1", "2"]], "q_g{l=\"a\"} 1",
      "query 'q': two columns are named 'g', and only the first is read"
    ),
    Fault(
      gauge, ["l", "g", "?column?"], [["a", "1", "2"]], "q_g{l=\"a\"} 1",
      "query 'q': 'q_?column?' is no name for a metric: give the column another with AS"
    ),
    Fault(
      "q: {query: x, metrics: [{h: {usage: HISTOGRAM}}]}", ["h", "h_bucket", "h_sum", "h_count"],
      [["{1,2}", "{1}", "1", "1"]], nil,
      "query 'q': the column 'h' is no histogram: two arrays of numbers, a sum and a count"
    ),
    Fault(
      "q: {query: x, metrics: [{d: {usage: DURATION}}]}", ["d"], [["5 minutes"]], nil,
      "query 'q': the column 'd' has texts that are no duration such as 1m30s"
    ),
    Fault(
      "q: {query: x, metrics: [{m: {usage: MAPPEDMETRIC, metric_mapping: {a: 1}}}]}", ["m"],
      [["b"]], nil,
      "query 'q': the column 'm' has texts that metric_mapping has no number for"
    ),
  ])
  func whatCannotBeServedCostsOnlyItself(fault: Fault) throws {
    let (text, reason) = try answer(fault.yaml, fault.columns, fault.rows)
    #expect(samples(text) == (fault.sample.map { [$0] } ?? []))
    #expect(reason == fault.reason)
  }

  @Test func textsInColumnsThatAreNotListedAreNoFault() throws {
    let (text, failure) = try answer(
      Self.gauge, ["l", "g", "kind", "note"], [["a", "1", "t", "2025-03-01"]])
    #expect(samples(text) == ["q_g{l=\"a\"} 1"])
    #expect(failure == nil)
  }

  @Test func aLongLabelIsCutBetweenCharacters() throws {
    let long = String(repeating: "x", count: 1023) + "é" + "tail"
    let (text, _) = try answer(Self.gauge, ["l", "g"], [[long, "1"]])
    #expect(samples(text) == ["q_g{l=\"\(String(repeating: "x", count: 1023))\"} 1"])
  }

  @Test func theDatabaseIsALabelWhereSeveralAreWatched() throws {
    var server = ServerInfo.version(15)
    server.hasSeveralDatabases = true
    #expect(
      samples(try answer(Self.gauge, ["l", "g"], [["a", "1"]], on: server).text)
        == ["q_g{l=\"a\",datname=\"postgres\"} 1"])
    // One that has it already, and one that is asked in one database only.
    let own = "q: {query: x, metrics: [{datname: {usage: LABEL}}, {g: {usage: GAUGE}}]}"
    #expect(
      samples(try answer(own, ["datname", "g"], [["d", "1"]], on: server).text)
        == ["q_g{datname=\"d\"} 1"])
    let master = "q: {query: x, master: true, metrics: [{g: {usage: GAUGE}}]}"
    #expect(samples(try answer(master, ["g"], [["1"]], on: server).text) == ["q_g 1"])
  }

  @Test func aLabelThatEverySampleHasIsNotWrittenTwice() throws {
    var server = ServerInfo.version(15)
    server.isLabelled = true
    server.constantLabels = ["env"]
    let yaml =
      "q: {query: x, metrics: [{server: {usage: LABEL}}, {env: {usage: LABEL}}, {g: {usage: GAUGE}}]}"
    #expect(
      samples(try answer(yaml, ["server", "env", "g"], [["s", "e", "1"]], on: server).text)
        == ["q_g{exported_server=\"s\",exported_env=\"e\"} 1"])
  }

  @Test func rowsBeyondTheLimitAreCounted() throws {
    let query = CustomQuery(
      query: try #require(try made(Self.gauge).first), memory: QueryMemory())
    var server = ServerInfo.version(15)
    server.seriesLimit = 2
    let rows = Rows.made(["l", "g"], [["a", "1"], ["b", "2"], ["c", "3"], ["d", "4"]])
    let answers = Answers(server, [.success(rows.keeping(3))])
    let text = try exposition { try query.write(answers, into: &$0) }
    #expect(samples(text) == ["q_g{l=\"a\"} 1", "q_g{l=\"b\"} 2"])
    #expect(answers.truncated == 2)
  }
}
