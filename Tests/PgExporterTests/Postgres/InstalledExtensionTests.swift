import Shared
import Testing

@testable import PgExporter

@Suite struct InstalledExtensionTests {
  @Test func areKnownByName() {
    let rows = Rows.made([
      ["pg_stat_statements", "\"My ext\"", "1.10"], ["plpgsql", "pg_catalog", "1.0"],
      ["odd", "public", "unpackaged"],
    ])
    #expect(
      InstalledExtension.all(rows) == [
        "pg_stat_statements": InstalledExtension(
          schema: "\"My ext\"", version: ExtensionVersion(1, 10)),
        "plpgsql": InstalledExtension(schema: "pg_catalog", version: ExtensionVersion(1, 0)),
      ])
  }

  @Test(arguments: [("1.10", 1, 10), ("1.8", 1, 8), ("3", 3, 0), ("3.4.1", 3, 4)])
  func readsVersions(text: String, major: Int, minor: Int) {
    #expect(ExtensionVersion(text) == ExtensionVersion(major, minor))
  }

  @Test func theTenthMinorVersionIsNewerThanTheNinth() {
    #expect(ExtensionVersion(1, 9) < ExtensionVersion(1, 10))
    #expect(ExtensionVersion(1, 11) < ExtensionVersion(2, 0))
  }

  @Test func oneThatIsMissingIsNamedWithTheRemedy() {
    #expect {
      try ServerInfo.version(15).installed("pg_stat_statements")
    } throws: { error in
      error as? Absent
        == Absent(
          "postgres lacks an extension; as its owner: CREATE EXTENSION pg_stat_statements")
    }
  }
}
