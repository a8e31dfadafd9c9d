import Testing

@testable import PgExporter

@Suite struct StaticCollectorTests {
  @Test(arguments: [
    (150020, "PostgreSQL 15.20 (Debian 15.20-0+deb12u1)", "15.20.0"),
    (90624, "PostgreSQL 9.6.24", "9.6.24"),
  ])
  func writesTheVersionInFullAndAsThreeNumbers(number: Int, version: String, short: String) throws {
    let server = ServerInfo.version(ServerVersion(number: number))
    #expect(
      try exposition(of: StaticCollector(), server, [.made([[version]])]) == """
        # HELP pg_static Always 1, labelled with the server's version.
        # TYPE pg_static untyped
        pg_static{version="\(version)",short_version="\(short)",server="localhost:5432"} 1

        """)
  }

  @Test func hasNoSecondLabelServerWhereEverySampleHasOne() throws {
    var server = ServerInfo.version(15)
    server.isLabelled = true
    let text = try exposition(of: StaticCollector(), server, [.made([["PostgreSQL 15.0"]])])
    #expect(text.hasSuffix("pg_static{version=\"PostgreSQL 15.0\",short_version=\"15.0.0\"} 1\n"))
  }
}
