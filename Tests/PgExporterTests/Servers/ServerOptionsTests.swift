import Testing

@testable import PgExporter

@Suite struct ServerOptionsTests {
  @Test func withoutFlagsOnlyTheConnectedDatabaseIsRead() throws {
    let rules = try ServerOptions.parse([]).rules()
    #expect(rules.databases == nil)
    #expect(rules.maxConnections == 2)
    #expect(rules.seriesLimit == 50_000)
  }

  @Test func databasesAreIncludedAndExcludedByName() throws {
    let rules = try ServerOptions.parse([
      "--auto-discover-databases", "--include-databases", "a,b, c", "--exclude-databases", "b",
      "--auto-discover-databases.max-age", "2m",
    ]).rules()
    let databases = try #require(rules.databases)
    #expect(["a", "b", "c", "d"].filter(databases.includes) == ["a", "c"])
    #expect(databases.maxAge == .seconds(120))
  }

  @Test(arguments: [
    ["--auto-discover-databases", "--max-connections", "1"], ["--max-connections", "0"],
    ["--collector.series-limit", "0"], ["--auto-discover-databases.max-age", "soon"],
  ])
  func whatCannotBeIsRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try ServerOptions.parse(arguments) }
  }
}
