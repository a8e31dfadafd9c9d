import Shared
import TestSupport
import Testing
import YAML

@testable import PgExporter

@Suite struct ProbeConfigurationTests {
  private func configuration(_ text: String, file: String = "pg.yml") throws -> ProbeConfiguration {
    try ProbeConfiguration(try YAMLDocument(text, name: file), file: file)
  }

  @Test func aModuleIsReadWhole() throws {
    let module = try #require(
      try configuration(
        """
        auth_modules:
          fleet:
            type: userpass
            userpass:
              username: vigie
              password: "p@ss: word"
            options:
              sslmode: require
              connect_timeout: 3
            targets: ["db1.example.com:5432", "*.db.example.com"]
        """
      ).modules["fleet"])
    #expect(module.user == "vigie")
    #expect(module.password?.revealed == "p@ss: word")
    #expect(
      module.options.map { "\($0.keyword)=\($0.value)" } == [
        "sslmode=require", "connect_timeout=3",
      ])
    #expect(
      try module.targets == [
        TargetPattern("db1.example.com:5432", defaultPort: 5432),
        TargetPattern("*.db.example.com", defaultPort: 5432),
      ])
    #expect(!"\(module)".contains("p@ss"))
  }

  @Test func aRoleNeedsNoPassword() throws {
    let module = try configuration(
      "auth_modules: {trusted: {type: userpass, userpass: {username: vigie}, targets: [db1]}}"
    ).modules["trusted"]
    #expect(module?.user == "vigie")
    #expect(module?.password == nil)
  }

  @Test func aPasswordFileIsBesideTheConfiguration() throws {
    let folder = try TemporaryFolder(["secrets/vigie": "hunter2\n"])
    try folder.write(
      """
      auth_modules:
        relative: {userpass: {username: u, password_file: secrets/vigie}}
        absolute: {userpass: {username: u, password_file: \(folder.path)/secrets/vigie}}
      """, to: "pg.yml")
    let modules = try ProbeConfiguration(file: "\(folder.path)/pg.yml").modules
    #expect(modules["relative"]?.password?.revealed == "hunter2")
    #expect(modules["absolute"]?.password?.revealed == "hunter2")
  }

  @Test(arguments: ["", "{}", "auth_modules:", "auth_modules: {}"])
  func aFileMaySayNothing(text: String) throws {
    #expect(try configuration(text).modules.isEmpty)
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    let text: String
    let says: String
    var testDescription: String { text }
  }

  @Test(arguments: [
    Bad(
      text: "auth_module: {}",
      says: "pg.yml:1: unknown key 'auth_module'; did you mean 'auth_modules'?"),
    Bad(
      text: "auth_modules: {a: {type: token}}",
      says: "pg.yml:1: auth_modules.a.type: 'token' is not one of userpass"),
    Bad(
      text: "auth_modules: {a: {userpass: {password: hunter2}}}",
      says: "pg.yml:1: auth_modules.a.userpass: 'username' is missing"),
    Bad(
      text: "auth_modules: {a: {userpass: {username: ''}}}",
      says: "pg.yml:1: auth_modules.a.userpass: 'username' is empty"),
    Bad(
      text: "auth_modules: {a: {userpass: {username: u, password: hunter2, password_file: f}}}",
      says: "pg.yml:1: auth_modules.a.userpass.password_file: there is a 'password' too; leave one "
        + "of them out"),
    Bad(
      text: "auth_modules: {a: {userpass: {username: u, password_file: /nowhere/f}}}",
      says: "pg.yml:1: auth_modules.a.userpass.password_file: open /nowhere/f: No such file or "
        + "directory"),
    Bad(
      text: "auth_modules:\n  a:\n    options:\n      sslmod: require",
      says: "pg.yml:4: auth_modules.a.options.sslmod: is no keyword of libpq"),
    Bad(
      text: "auth_modules: {a: {options: {host: evil}}}",
      says: "pg.yml:1: auth_modules.a.options.host: has no place: the target says where"),
    Bad(
      text: "auth_modules: {a: {options: {sslmode: on}}}",
      says: "pg.yml:1: auth_modules.a.options.sslmode: must be one of disable, allow, prefer, "
        + "require, verify-ca, verify-full"),
    Bad(
      text: "auth_modules: {a: {targets: [db1, 'db*']}}",
      says: "pg.yml:1: auth_modules.a.targets[1]: 'db*' may have a * only for the first names of a "
        + "host, as in *.example.com"),
    Bad(
      text: "auth_modules: {a: {targets: ['postgresql://u:hunter2@db1']}}",
      says:
        "pg.yml:1: auth_modules.a.targets[0]: the pattern is no host[:port]; connection strings "
        + "do not belong here"),
    Bad(
      text: "auth_modules: {a: {targets: db1}}",
      says: "pg.yml:1: auth_modules.a.targets: expected a list, found text"),
  ])
  func anErrorNamesLineKeyAndRemedy(bad: Bad) {
    #expect { try configuration(bad.text) } throws: { error in
      #expect("\(error)" == bad.says)
      return true
    }
  }

  @Test func anOptionThatTheLibraryDoesNotKnowYetIsToldAtTheStart() throws {
    let document = try YAMLDocument(
      "auth_modules: {a: {options: {require_auth: scram-sha-256}}}", name: "pg.yml")
    #expect(throws: Never.self) {
      try ProbeConfiguration(document, file: "pg.yml", libpqVersion: 160_000)
    }
    #expect {
      try ProbeConfiguration(document, file: "pg.yml", libpqVersion: 150_004)
    } throws: { error in
      "\(error)"
        == "pg.yml:1: auth_modules.a.options.require_auth: needs libpq 16, this one is 15; leave it "
        + "out"
    }
  }

  @Test func modulesForNobodyAndForAnybodyAreToldOf() throws {
    let log = LogRecorder()
    try configuration(
      """
      auth_modules:
        nobody: {userpass: {username: u, password: hunter2}}
        good: {userpass: {username: u, password: hunter2}, targets: [db1]}
        anybody: {userpass: {username: u, password: hunter2}, targets: ["*"]}
      """
    ).warn(log.logger)
    #expect(
      log.lines == [
        "warning auth_module for any target: whoever reaches /probe can have its credentials sent "
          + "to a server of theirs auth_module=anybody file=pg.yml",
        "warning auth_module without targets: its credentials are given to no server "
          + #"auth_module=nobody file=pg.yml remedy=list the servers in the module, such as "#
          + #"targets: ["db1.example.com:5432"]"#,
      ])
  }
}
