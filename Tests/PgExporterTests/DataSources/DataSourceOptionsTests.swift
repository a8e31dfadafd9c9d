import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct DataSourceOptionsTests {
  private func servers(_ flags: [String] = [], _ environment: [String: String]) throws -> [String] {
    try DataSourceOptions.parse(flags).dataSources(environment: environment).map(\.server)
  }

  @Test func flagsComeFirstThenTheNameThenTheURIThenLibpqsVariables() throws {
    let name = "--data-source-name"
    var environment = ["DATA_SOURCE_NAME": "host=b", "DATA_SOURCE_URI": "c", "PGHOST": "d"]
    #expect(
      try servers([name, "host=a", name, "host=z,host=y"], environment) == [
        "a:5432", "z:5432", "y:5432",
      ])
    #expect(try servers(["--data-source-uri", "a"], environment) == ["a:5432"])
    #expect(try servers([], environment) == ["b:5432"])
    environment["DATA_SOURCE_NAME"] = nil
    #expect(try servers([], environment) == ["c:5432"])
    environment["DATA_SOURCE_URI"] = nil
    #expect(try servers([], environment) == ["d:5432"])
    environment["PGHOST"] = nil
    #expect(try servers([], environment) == [])
    #expect(try servers([], ["PGPASSWORD": "x", "DATA_SOURCE_USER": "u"]) == [])
  }

  @Test(arguments: ["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGUSER"])
  func oneOfLibpqsVariablesMakesADataSource(_ variable: String) throws {
    #expect(try servers([], [variable: "x"]).count == 1)
    #expect(try servers([], ["PGPORT": "6543"]) == ["localhost:6543"])
  }

  @Test func withLibpqsVariablesAloneTheSocketIsLibpqsChoice() throws {
    let source = try DataSource(environment: ["PGDATABASE": "app", "PGPASSWORD": "word"])
    #expect(source.given == ["dbname": "app", "password": "word"])
  }

  @Test func whatADataSourceDoesNotSayTheVariablesSay() throws {
    let source = try DataSource(
      "host=db user=me",
      environment: [
        "PGHOST": "other", "PGHOSTADDR": "192.0.2.1", "PGUSER": "you", "PGPASSWORD": "word",
        "PGSSLMODE": "disable", "PGPORT": "",
      ])
    #expect(
      source.given == ["host": "db", "user": "me", "password": "word", "sslmode": "disable"])
  }

  @Test func filesWinAndAreTrimmed() throws {
    let folder = try TemporaryFolder([
      "uri": "\tdb:6543/app\n", "user": "me\n", "pass": "  pass word\r\n",
    ])
    let source = try #require(
      try DataSourceOptions.parse([]).dataSources(environment: [
        "DATA_SOURCE_URI": "x", "DATA_SOURCE_USER": "x", "DATA_SOURCE_PASS": "x",
        "DATA_SOURCE_URI_FILE": "\(folder.path)/uri",
        "DATA_SOURCE_USER_FILE": "\(folder.path)/user",
        "DATA_SOURCE_PASS_FILE": "\(folder.path)/pass",
      ]).first)
    #expect(
      source.given == [
        "host": "db", "port": "6543", "dbname": "app", "user": "me", "password": "pass word",
      ])
    let flagged = try DataSourceOptions.parse([
      "--data-source-uri", "postgres://db", "--data-source-user", "me",
      "--data-source-pass-file", "\(folder.path)/pass",
    ]).dataSources(environment: ["DATA_SOURCE_PASS": "x"])
    #expect(flagged.map(\.given) == [["host": "db", "user": "me", "password": "pass word"]])
  }

  @Test(arguments: ["URI", "USER", "PASS"])
  func aFileThatCannotBeReadIsNamedWithItsVariable(_ part: String) throws {
    let variable = "DATA_SOURCE_\(part)_FILE"
    let error = #expect(throws: DataSourceError.self) {
      try servers([], ["DATA_SOURCE_URI": "db", variable: "/nonexistent/\(part)"])
    }
    #expect(
      error?.description
        == "\(variable): open /nonexistent/\(part): No such file or directory")
  }

  @Test func aFlagWithoutEffectIsRefused() {
    #expect(throws: DataSourceError.self) { try servers(["--data-source-user", "me"], [:]) }
    #expect(throws: DataSourceError.self) {
      try servers(["--data-source-user", "me"], ["DATA_SOURCE_NAME": "host=db"])
    }
    #expect(throws: DataSourceError.self) {
      try servers(["--data-source-name", "host=a", "--data-source-uri", "b"], [:])
    }
  }

  @Test func aServiceIsReadFromItsFileAndComesBeforeTheVariables() throws {
    let folder = try TemporaryFolder([
      "pg_service.conf": """
      # comment
      [other]
      host=x
      [main]
      host=db
      port=6543
      user=me

      [last]
      nonsense=1
      """
    ])
    let environment = [
      "PGSYSCONFDIR": folder.path, "PGHOST": "h", "PGUSER": "u", "PGDATABASE": "app",
    ]
    let source = try DataSource("service=main user=you", environment: environment)
    #expect(source.given == ["host": "db", "port": "6543", "user": "you", "dbname": "app"])
    #expect(
      try servers([], environment.merging(["PGSERVICE": "main"]) { $1 }) == ["db:6543"])
    for service in ["missing", "last"] {
      let error = #expect(throws: DataSourceError.self) {
        try DataSource("service=\(service)", environment: environment)
      }
      #expect(error?.part == "service")
      #expect(error?.description.contains(folder.path) == true)
    }
  }
}
