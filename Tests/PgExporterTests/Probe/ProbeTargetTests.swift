import Shared
import Testing
import YAML

@testable import PgExporter

@Suite struct ProbeTargetTests {
  private static let file = """
    auth_modules:
      fleet:
        userpass: {username: vigie, password: hunter2}
        options: {sslmode: require}
        targets: ["db1.example.com", "db2.example.com:6432", "*.lab.example.com"]
      nobody: {userpass: {username: vigie, password: hunter2}}
      plain: {userpass: {username: vigie}, targets: [db1]}
    """

  private func target(_ query: String, allowed: [String] = []) throws -> ProbeTarget {
    try ProbeTarget(
      try HTTPRequest("/probe?\(query)"),
      try ProbeConfiguration(try YAMLDocument(Self.file, name: "pg.yml"), file: "pg.yml"),
      allowed: try allowed.map { try TargetPattern($0, defaultPort: 5432) })
  }

  private func password(_ target: ProbeTarget) -> String? {
    target.source.parameters.first { $0.keyword == "password" }?.value.revealed
  }

  @Test func aModuleGivesItsCredentialsToItsTargets() throws {
    let probe = try target("target=db1.example.com:5432/orders&auth_module=fleet")
    #expect(probe.source.user == "vigie")
    #expect(password(probe) == "hunter2")
    #expect(probe.source.database == "orders")
    #expect(
      probe.source.parameters.contains { $0.keyword == "sslmode" && $0.value.revealed == "require" }
    )
  }

  @Test func aTargetMayBringItsOwnCredentials() throws {
    let probe = try target("target=postgresql://me:mine@anywhere:6000/x")
    #expect(probe.source.user == "me")
    #expect(password(probe) == "mine")
    #expect(probe.key.module == "")
  }

  @Test func theModulesCredentialsReplaceThoseOfTheTarget() throws {
    let probe = try target("target=postgresql://me:mine@db1.example.com/x&auth_module=fleet")
    #expect(probe.source.user == "vigie")
    #expect(password(probe) == "hunter2")
  }

  @Test func aModuleWithoutAPasswordTakesTheTargetsAway() throws {
    let probe = try target("target=postgresql://me:mine@db1/x&auth_module=plain")
    #expect(probe.source.user == "vigie")
    #expect(password(probe) == nil)
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    let query: String
    var allowed: [String] = []
    let status: HTTPStatus
    let says: String
    var testDescription: String { query }
  }

  private static let notListed =
    " is not in the targets of auth_module fleet of pg.yml: it must be listed there to get the "
    + "module's credentials"

  @Test(arguments: [
    Refused(
      query: "", status: .badRequest,
      says: "target is missing: ask for /probe?target=db1.example.com:5432&auth_module=NAME"),
    Refused(
      query: "target=", status: .badRequest,
      says: "target is missing: ask for /probe?target=db1.example.com:5432&auth_module=NAME"),
    Refused(
      query: "target=db1&target=db2", status: .badRequest, says: "target is given 2 times"),
    Refused(
      query: "target=db1&auth_module=fleet&auth_module=plain", status: .badRequest,
      says: "auth_module is given 2 times"),
    Refused(
      query: "target=db1&auth_module=nosuch", status: .badRequest,
      says: "there is no auth_module of that name in pg.yml"),
    Refused(
      query: "target=postgresql://u:hunter3@db1:x/&auth_module=fleet", status: .badRequest,
      says: "target: port: is no number from 1 to 65535; percent-encode @ : / ? # in a password"),
    Refused(
      query: "target=db1", status: .badRequest,
      says: "target: user: is missing; ask with auth_module=, or name it in the target"),
    Refused(
      query: "target=/var/run/postgresql&auth_module=fleet", status: .badRequest,
      says: "target: database: has / or @ in its name; write them as %2F and %40"),
    Refused(
      query: "target=host%3D/var/run/postgresql&auth_module=fleet", status: .badRequest,
      says: "target: host: must be a name or an address; a target may be no socket"),
    Refused(
      query: "target=host%3Ddb1.example.com%20hostaddr%3D6.6.6.6&auth_module=fleet",
      status: .badRequest,
      says: "target: hostaddr: may not be in a target; a module's options may have it"),
    Refused(
      query: "target=evil.org&auth_module=fleet", status: .forbidden,
      says: "evil.org:5432" + notListed),
    Refused(
      query: "target=db1.example.com:22&auth_module=fleet", status: .forbidden,
      says: "db1.example.com:22" + notListed),
    Refused(
      query: "target=db1.example.com@evil.org&auth_module=fleet", status: .forbidden,
      says: "evil.org:5432" + notListed),
    Refused(
      query: "target=db1.example.com,evil.org&auth_module=fleet", status: .forbidden,
      says: "evil.org:5432" + notListed),
    Refused(
      query: "target=host%3Da.lab.example.com,evil.org%20port%3D5432,5432&auth_module=fleet",
      status: .forbidden, says: "evil.org:5432" + notListed),
    Refused(
      query: "target=db1.example.com/x?host=evil.org&auth_module=fleet", status: .forbidden,
      says: "evil.org:5432" + notListed),
    Refused(
      query: "target=db1.example.com&auth_module=nobody", status: .forbidden,
      says: "auth_module nobody of pg.yml gives its credentials to no server; list the servers in "
        + #"the module, such as targets: ["db1.example.com:5432"]"#),
    Refused(
      query: "target=u@db9", allowed: ["db1", "*.example.com"], status: .forbidden,
      says: "db9:5432 is none of the servers that --probe.targets allows to probe"),
    Refused(
      query: "target=db1.example.com&auth_module=fleet", allowed: ["db1"], status: .forbidden,
      says: "db1.example.com:5432 is none of the servers that --probe.targets allows to probe"),
  ])
  func whatMayNotBeAskedIsRefusedWithoutASecret(refused: Refused) {
    #expect { try target(refused.query, allowed: refused.allowed) } throws: { error in
      let refusal = error as? TargetRefusal
      #expect(refusal?.status == refused.status)
      #expect(refusal?.reason == refused.says)
      #expect(refusal?.reason.contains("hunter") == false)
      return true
    }
  }

  @Test func spellingsOfATargetAreOneServer() throws {
    let keys = try [
      "db1.example.com", "db1.example.com:5432", "postgresql://db1.example.com",
      "host%3Ddb1.example.com%20port%3D5432", "postgresql://me:mine@db1.example.com:5432",
    ].map { try target("target=\($0)&auth_module=fleet").key }
    #expect(Set(keys).count == 1)
    #expect(try target("target=db1.example.com/x&auth_module=fleet").key != keys[0])
    #expect(try target("target=a:b@db1").key != target("target=a:c@db1").key)
  }

  @Test func whatWasMadeWithAnOlderReadingIsAnotherServer() throws {
    let document = try YAMLDocument(Self.file, name: "pg.yml")
    let request = try HTTPRequest("/probe?target=db1.example.com&auth_module=fleet")
    let keys = try [UInt64(1), 2, 2].map { generation in
      try ProbeTarget(
        request, try ProbeConfiguration(document, file: "pg.yml", generation: generation),
        allowed: []
      ).key
    }
    #expect(keys[0] != keys[1])
    #expect(keys[1] == keys[2])
  }
}
