import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait) struct AutovacuumQueryTests {
  init() throws { try PostgresServer.requirement.check() }

  @Test func theRelationIsFoundInAllThatAWorkerSays() throws {
    let said = [
      "autovacuum: VACUUM public.votes", "VACUUM public.votes",
      "autovacuum: VACUUM ANALYZE public.votes",
      "autovacuum: ANALYZE public.votes", "autovacuum: BRIN summarize public.votes 12",
      "autovacuum: VACUUM public.my votes (to prevent wraparound)",
      "autovacuum: VACUUM public.a.b",
    ]
    let values = said.map { "('\($0)')" }.joined(separator: ",")
    let found = try PostgresServer().run(
      "SELECT \(AutovacuumQuery.relation(in: "query")) FROM (VALUES \(values)) AS a (query)")
    #expect(
      found.split(separator: "\n", omittingEmptySubsequences: false) == [
        "public.votes", "", "public.votes", "public.votes", "public.votes", "public.my votes",
        "public.a.b",
      ])
  }
}
