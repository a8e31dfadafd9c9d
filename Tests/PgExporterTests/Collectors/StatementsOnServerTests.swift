import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait) struct StatementsOnServerTests {
  private func bench(_ server: PostgresServer, _ flags: String...) throws -> ServerBench {
    try ServerBench(
      server,
      [
        StatStatementsCollector(
          try StatStatementsOptions.parse(flags.map { "--collector.stat_statements.\($0)" }))
      ])
  }

  init() throws { try PostgresServer.requirement.check() }

  @Test func callsFromClientsAndFromFunctionsAreAddedUp() throws {
    let server = try PostgresServer(
      settings: ["pg_stat_statements.track": "all"], statements: true,
      initialisation: "CREATE TABLE votes (id int)",
      """
      CREATE FUNCTION count_votes() RETURNS void LANGUAGE plpgsql AS
        'BEGIN PERFORM 1; EXECUTE ''SELECT count(*) FROM votes''; END'
      """)
    try server.run("SELECT count(*) FROM votes")
    try server.run("SELECT count_votes()")
    let page = try bench(server, "include_query").scrape()
    #expect(page.outcomes == [.wrote])
    let texts = page.lines("pg_stat_statements_query_id").filter {
      $0.hasSuffix(#",query="SELECT count(*) FROM votes"} 1"#)
    }
    let identifier = try #require(texts.first).split(separator: "\"")[1]
    #expect(texts.count == 1)
    #expect(
      page.lines("pg_stat_statements_calls_total").filter { $0.contains("\"\(identifier)\"") } == [
        #"pg_stat_statements_calls_total{user="postgres",datname="postgres","#
          + #"queryid="\#(identifier)"} 2"#
      ])
  }

  @Test func aPasswordInAStatementIsNotShown() throws {
    let server = try PostgresServer(
      statements: true, initialisation: "CREATE TABLE accounts (secret text)")
    try server.run("/* new */ CREATE ROLE watcher PASSWORD 'hunter2'")
    try server.run("ALTER ROLE watcher\nENCRYPTED password 'hunter2'")
    try server.run("SELECT secret AS password FROM accounts")
    let texts = try bench(server, "include_query").scrape().lines("pg_stat_statements_query_id")
    #expect(!texts.joined().contains("hunter2"))
    #expect(texts.count { $0.contains("it may hold a password") } == 2)
    #expect(texts.contains { $0.contains("SELECT secret AS password FROM accounts") })
  }

  @Test func anExtensionIsFoundInAnySchemaAsSoonAsItIsThere() throws {
    let server = try PostgresServer(settings: ["shared_preload_libraries": "pg_stat_statements"])
    let bench = try bench(server)
    guard case .absent? = try bench.scrape().outcomes.first else {
      Issue.record("there is no extension yet")
      return
    }
    try server.run(#"CREATE SCHEMA "My ""schema""""#)
    try server.run(#"CREATE EXTENSION pg_stat_statements SCHEMA "My ""schema""""#)
    _ = try bench.scrape()
    #expect(try bench.scrape().outcomes == [.wrote])
    #expect(!server.log.contains("ERROR"))
  }

  @Test func aLibraryThatIsNotLoadedIsNoErrorInTheServersLog() throws {
    let server = try PostgresServer(initialisation: "CREATE EXTENSION pg_stat_statements")
    guard case .absent? = try bench(server).scrape().outcomes.first else {
      Issue.record("the library is not loaded")
      return
    }
    #expect(!server.log.contains("ERROR"))
  }

  @Test func leavesOutDatabasesWhateverTheirNames() throws {
    let server = try PostgresServer(
      statements: true, initialisation: #"CREATE DATABASE "it's\""#)
    try server.run("SELECT 1", database: #"it's\"#)
    #expect(
      try bench(server).scrape().lines("pg_stat_statements_calls_total").contains {
        $0.contains(#"datname="it's\\""#)
      })
    #expect(
      !(try bench(server, #"exclude_databases=it's\"#).scrape())
        .lines("pg_stat_statements_calls_total").contains { $0.contains(#"datname="it's\\""#) })
  }
}
