import Shared
import TestSupport
import Testing

@testable import PgExporter

/// What a server refuses is not asked again and again.
@Suite(PostgresServer.requirement.trait) struct RefusedStatementTests {
  private let server: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    server = try PostgresServer(initialisation: "CREATE ROLE prometheus LOGIN")
  }

  private var errors: Int {
    server.log.split(separator: "\n").count { $0.contains("permission denied for function") }
  }

  @Test(arguments: [
    "GRANT pg_monitor TO prometheus", "GRANT EXECUTE ON FUNCTION pg_ls_waldir() TO prometheus",
  ])
  func aMissingRightIsOneLineInTheServersLogUntilItIsGranted(grant: String) throws {
    let bench = try ServerBench(server, user: "prometheus", [WALCollector(), Marker()])
    let first = try bench.scrape()
    #expect(first.outcomes[0].isFailure)
    for _ in 0..<5 {
      let page = try bench.scrape()
      #expect(page.outcomes == first.outcomes)
      #expect(
        page[#"pg_scrape_collector_missing_right{collector="wal",right="pg_monitor"}"#] == "1")
    }
    #expect(errors == 1)
    try server.run(grant)
    _ = try bench.scrape()
    let page = try bench.scrape()
    #expect(page.outcomes == [.wrote, .wrote])
    #expect(page["pg_wal_segments"] != nil)
    try server.run("REVOKE EXECUTE ON FUNCTION pg_ls_waldir() FROM prometheus")
    try server.run("REVOKE pg_monitor FROM prometheus")
    for _ in 0..<3 { #expect(try bench.scrape().outcomes[0].isFailure) }
    #expect(errors == 2)
  }

  @Test func theQuestionForTheRightIsOneThatEveryoneMayAsk() throws {
    var info = ServerInfo.version(16)
    info.extensions["pg_buffercache"] = InstalledExtension(
      schema: "\"it's\"", version: ExtensionVersion(1, 4))
    let question = try #require(BuffercacheSummaryCollector().rightQuestion(for: info))
    #expect(
      question.sql
        == #"SELECT has_function_privilege(E'"it''s".pg_buffercache_summary()', 'EXECUTE')"#)
    #expect(BuffercacheSummaryCollector().rightQuestion(for: .version(16)) == nil)
  }
}
