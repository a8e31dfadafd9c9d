import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait) struct ViewExpressionsTests {
  init() throws { try PostgresServer.requirement.check() }

  @Test func onlyNumbersBelowZeroBecomeZero() throws {
    let found = try PostgresServer().run(
      "SELECT \(View.notNegative("n")) FROM (VALUES (-1), (NULL), (2)) AS v (n)")
    #expect(found == "0\n\n2")
  }
}
