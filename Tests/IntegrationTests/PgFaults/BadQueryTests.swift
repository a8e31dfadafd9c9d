import Foundation
import TestSupport
import Testing

/// A file of queries of which some are no good.
@Suite(.serialized, PostgresServer.requirement.trait) struct BadQueryTests {
  private let server: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    server = try FaultBench.server(
      "INSERT INTO votes VALUES (1, 'a'), (2, 'a'), (3, 'b')", "GRANT SELECT ON votes TO vigie")
  }

  @Test func ofAFileWithBadQueriesOnlyThoseFailByName() throws {
    let metrics = """
      metrics:
          - vote: {usage: LABEL, description: What was chosen.}
          - count: {usage: GAUGE, description: How many chose it.}
      """
    let folder = try TemporaryFolder([
      "queries.yml": """
      votes_first:
        query: SELECT vote, count(*) FROM votes GROUP BY vote
        \(metrics)
      votes_syntax:
        query: SELEC vote, count(*) FROM votes GROUP BY vote
        \(metrics)
      votes_nowhere:
        query: SELECT vote, count(*) FROM nowhere GROUP BY vote
        \(metrics)
      votes_writing:
        query: INSERT INTO votes VALUES (9, 'z') RETURNING vote, 1 AS count
        \(metrics)
      votes_slow:
        query: SELECT 'a' AS vote, 1 AS count FROM pg_sleep(60)
        timeout: 50ms
        \(metrics)
      votes_last:
        query: SELECT vote, count(*) FROM votes GROUP BY vote
        \(metrics)

      """
    ])
    let bench = try FaultBench(server, "--extend.query-path=\(folder.path)/queries.yml")
    let bad = ["nowhere", "slow", "syntax", "writing"].map { "query:votes_\($0)" }
    let page = try bench.scrape()
    #expect(page.isUp)
    #expect(page.failed.sorted() == bad)
    for name in ["first", "last"] {
      #expect(page[#"votes_\#(name)_count{vote="a"}"#] == "2")
      #expect(page[#"votes_\#(name)_count{vote="b"}"#] == "1")
    }
    for name in bad { #expect(page.family(prefix: "\(name.dropFirst(6))") == []) }
    #expect(page.family(prefix: "pg_settings_").count > 200)
    try bench.doesNotGrow(times: 10) { try bench.scrape() }
    for name in bad { #expect(bench.told("collector=\(name)").count == 1, "\(bench.log)") }
    #expect(bench.told("level=error").count == bad.count)
    #expect(try server.run("SELECT count(*) FROM votes") == "3")
    #expect(try FaultBench.connections(server) == 1)

    try server.run("CREATE TABLE nowhere (vote text); GRANT SELECT ON nowhere TO vigie")
    #expect(try !bench.scrape().failed.contains("query:votes_nowhere"))
  }
}
