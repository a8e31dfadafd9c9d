import Shared
import TestSupport
import Testing

@testable import PgExporter

/// Queries of users among the collectors of a real server.
@Suite(PostgresServer.requirement.trait) struct QueriesOnThePageTests {
  private let server: PostgresServer
  private let folder: TemporaryFolder
  private let log = LogRecorder()

  init() throws {
    try PostgresServer.requirement.check()
    server = try PostgresServer(initialisation: "CREATE DATABASE other")
    folder = try TemporaryFolder()
  }

  private func files(_ yaml: String) throws -> QueryFiles {
    try folder.write(yaml, to: "q.yml")
    return try QueryFiles(["\(folder.path)/q.yml"], log: log.logger)
  }

  private func set(_ queries: QueryFiles, _ rules: ServerRules = ServerRules()) throws -> ServerSet
  {
    try ServerSet(
      [ServerSource(server)], [Marker()], queries: queries, rules: rules, resolver: Resolver(),
      pool: ThreadPool(limit: 16), log: log.logger)
  }

  private func scrape(_ set: ServerSet) throws -> ScrapedPage {
    var page = MetricWriter()
    let parts = try set.scrape(.all, by: Deadline(in: .seconds(20)), into: &page)
    return ScrapedPage(
      samples: samples(String(decoding: page.written.bytes, as: UTF8.self)), parts: parts)
  }

  @Test func aKeptAnswerIsNotAskedForAndTellsItsAge() throws {
    let set = try set(
      files(
        "q: {query: SELECT random() AS r, cache_seconds: 3600, metrics: [r: {usage: GAUGE}]}"))
    let first = try scrape(set)
    let second = try scrape(set)
    #expect(first["q_r"] != nil)
    #expect(second["q_r"] == first["q_r"])
    #expect(second.outcomes == [.wrote, .wrote])
    let ages = try [first, second].map {
      try #require($0["pg_exporter_query_age_seconds{query=\"q\"}"].flatMap(Double.init))
    }
    #expect(ages[1] > ages[0])
  }

  @Test func aReloadTakesEffectInTheNextScrapeAlsoOnAKeptConnection() throws {
    let files = try files("q: {query: SELECT 1 AS n, metrics: [n: {usage: GAUGE}]}")
    let set = try set(files)
    #expect(try scrape(set)["q_n"] == "1")
    try folder.write(
      """
      q: {query: SELECT 2 AS n, metrics: [n: {usage: GAUGE}]}
      p: {query: SELECT 3 AS n, metrics: [n: {usage: GAUGE}]}
      """, to: "q.yml")
    try files.reload()
    let page = try scrape(set)
    #expect([page["q_n"], page["p_n"]] == ["2", "3"])
    #expect(set.names == ["marker", "query:p", "query:q"])
    #expect(page["pg_exporter_connects_total"] == "1")
  }

  @Test func aFamilyThatACollectorServesAlreadyIsNoFailure() throws {
    let set = try set(
      files("pg: {query: 'SELECT 7 AS marker, 8 AS mine', metrics: [marker: {usage: GAUGE}]}"))
    for _ in 0..<2 {
      let page = try scrape(set)
      #expect(page.lines("pg_marker") == ["pg_marker{row=\"here\"} 1"])
      #expect(page["pg_mine"] == "8")
      #expect(page.outcomes == [.wrote, .wrote])
      #expect(page["pg_exporter_last_scrape_error"] == "0")
    }
    let lines = log.lines.filter { $0.contains("query 'pg'") }
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("warning") == true)
  }

  @Test func aFamilyThatACollectorServesWithAnotherTypeIsAFailure() throws {
    let set = try set(
      files("pg: {query: 'SELECT 7 AS marker, 8 AS mine', metrics: [marker: {usage: COUNTER}]}"))
    for _ in 0..<2 {
      let page = try scrape(set)
      #expect(page.lines("pg_marker") == ["pg_marker{row=\"here\"} 1"])
      #expect(page["pg_mine"] == "8")
      #expect(
        page.outcomes == [
          .wrote,
          .failed(
            "query 'pg': another collector serves pg_marker: rename the query, or turn that "
              + "collector off"),
        ])
    }
    #expect(log.lines.filter { $0.contains("query 'pg'") }.count == 1)
  }

  @Test func aQueryIsAskedInEachDatabaseUnlessItIsForOne() throws {
    let set = try set(
      files(
        """
        each: {query: SELECT 1 AS n, metrics: [n: {usage: GAUGE}]}
        named: {query: 'SELECT current_database() AS datname, 1 AS n',
          metrics: [datname: {usage: LABEL}, n: {usage: GAUGE}]}
        one: {query: SELECT 1 AS n, master: true, metrics: [n: {usage: GAUGE}]}
        """), ServerRules(databases: DatabaseRule()))
    let page = try scrape(set)
    for name in ["each", "named"] {
      #expect(
        page.lines("\(name)_n").sorted()
          == ["\(name)_n{datname=\"other\"} 1", "\(name)_n{datname=\"postgres\"} 1"])
    }
    #expect(page.lines("one_n") == ["one_n 1"])
    #expect(page.outcomes.allSatisfy { $0 == .wrote })
  }
}
