import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct CustomQueryTests {
  private func collector(_ yaml: String) throws -> CustomQuery {
    CustomQuery(query: try #require(try made(yaml).first), memory: QueryMemory())
  }

  @Test func aQueryIsAskedAsTheUserWroteIt() throws {
    let query = try collector(
      "q: {query: 'SELECT 1; -- one', timeout: 2s, row_limit: 7, metrics: []}")
    let statement = try #require(try query.statements(for: .version(15)).first)
    #expect(statement.sql == "SELECT 1; -- one")
    #expect(statement.usesRoleSearchPath)
    #expect(statement.timeout == .seconds(2))
    #expect(statement.rowLimit == 7)
    #expect(query.name == "query:q")
    #expect(query.isPerDatabase)
    #expect(!query.hasFixedStatements)
  }

  @Test func aVersionThatItIsNotForHasNothingToTell() throws {
    let query = try collector("q: {query: x, runonserver: '<13', metrics: []}")
    #expect(throws: Absent("the query 'q' is not for PostgreSQL 15.0")) {
      try query.statements(for: .version(15))
    }
  }

  @Test func anAnswerIsServedAgainForItsTimeInEachDatabaseOfItsOwn() throws {
    let query = try collector("q: {query: x, cache_seconds: 3600, metrics: [{g: {usage: GAUGE}}]}")
    let server = ServerInfo.version(15)
    #expect(try query.statements(for: server).count == 1)
    let first = try exposition(of: query, server, [.made(["g", "h"], [["1", "2"], ["3", "4"]])]) {
      $0 is Partial
    }
    #expect(try query.statements(for: server).isEmpty)
    let second = try exposition(of: query, server, []) { $0 is Partial }
    #expect(first == second)
    #expect(samples(second) == ["q_g 1", "q_h 2"])
    let other = ServerInfo(version: 15, database: "other", label: server.label)
    #expect(try query.statements(for: other).count == 1)
  }

  @Test func anAnswerThatIsTooOldIsReadAgain() throws {
    let query = try collector("q: {query: x, cache_seconds: 1, metrics: [{g: {usage: GAUGE}}]}")
    let server = ServerInfo.version(15)
    let old = QueryMemory.Answer(
      written: Exposition(), failure: nil, truncated: 0, time: .now - .seconds(2))
    query.memory.keep(old, query.query, server)
    #expect(try query.statements(for: server).count == 1)
  }

  @Test(arguments: [(PgError.queryCanceled, 0), ("42P01", 1), (nil, 1)])
  func aKeptQueryThatIsTooSlowIsNotAskedAtEachScrape(state: String?, statements: Int) throws {
    let query = try collector("q: {query: x, cache_seconds: 3600, metrics: []}")
    let server = ServerInfo.version(15)
    let failed = Answers(server, [.failure(PgError("it failed", state: state))])
    #expect(throws: QueryError.self) { _ = try exposition { try query.write(failed, into: &$0) } }
    #expect(try query.statements(for: server).count == statements)
    guard statements == 0 else { return }
    #expect(throws: QueryError(query.query, "it failed")) {
      _ = try exposition { try query.write(Answers(server, []), into: &$0) }
    }
    #expect(exposition { query.memory.write(into: &$0) } == "")
    let kept = try #require(query.memory.answer(query.query, server))
    #expect(kept.serves(for: .seconds(3600), at: kept.time + .seconds(59)))
    #expect(!kept.serves(for: .seconds(3600), at: kept.time + .seconds(60)))
    #expect(!kept.serves(for: .seconds(30), at: kept.time + .seconds(3)))
  }

  @Test func anErrorOfTheServerNamesTheQuery() throws {
    let query = try collector("q: {query: x, metrics: []}")
    let answers = Answers(.version(15), [.failure(PgError("syntax error at or near \"x\""))])
    #expect {
      _ = try exposition { try query.write(answers, into: &$0) }
    } throws: { "\($0)" == "query 'q': syntax error at or near \"x\"" }
  }

  @Test func whatGivesWayIsNamedWithTheRemedy() throws {
    let query = try collector("pg_x: {query: x, metrics: []}")
    #expect(
      query.displaced(["pg_x_a", "pg_x_b", "pg_x_c", "pg_x_d"]) == """
        query 'pg_x': another collector serves pg_x_a, pg_x_b, pg_x_c, …: rename the query, or turn \
        that collector off
        """)
  }
}

/// The text format of what a collector serves, whatever it throws of the kind that is expected.
private func exposition(
  of collector: some PgCollector, _ server: ServerInfo, _ answers: [Rows],
  expecting isExpected: (any Error) -> Bool
) throws -> String {
  try exposition { metrics in
    do {
      try collector.write(Answers(server, answers.map { .success($0) }), into: &metrics)
      Issue.record("nothing was thrown")
    } catch  where isExpected(error) {}
  }
}
