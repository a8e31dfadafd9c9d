import Shared
import Testing

@testable import PgExporter

@Suite struct TargetTests {
  /// What keeps libpq from the exporter's own files.
  private static let fence = [
    "passfile": "/dev/null/none", "sslcert": "/dev/null/none", "sslkey": "/dev/null/none",
    "sslcrl": "/dev/null/none", "sslrootcert": "/dev/null/none", "sslmode": "prefer",
    "target_session_attrs": "any", "port": "5432", "require_auth": "!gss,!sspi",
  ]

  @Test func ourKerberosCredentialsAreNotForATarget() throws {
    #expect(
      try DataSource(target: "me@db", libpqVersion: 150_004).given["require_auth"] == nil)
    let module = try DataSource(target: "me@db", options: [("krbsrvname", "pg")])
    #expect(module.given["require_auth"] == nil)
    #expect(try DataSource("host=db gssencmode=prefer").namesKerberos)
    #expect(try DataSource("host=db require_auth=gss").namesKerberos)
    #expect(try !DataSource("host=db").namesKerberos)
  }

  @Test(arguments: [
    ("db", ["host": "db"]),
    ("db:6543", ["host": "db", "port": "6543"]),
    (
      "db:6543/app?sslmode=disable",
      ["host": "db", "port": "6543", "dbname": "app", "sslmode": "disable"]
    ),
    ("[::1]:6543", ["host": "::1", "port": "6543"]),
    ("postgres://db/app", ["host": "db", "dbname": "app"]),
    ("postgresql://a,b/app", ["host": "a,b", "dbname": "app"]),
    ("you:word@db", ["host": "db"]),
    ("host=db user=you password=word dbname=app", ["host": "db", "dbname": "app"]),
    (
      "db?sslmode=verify-full",
      ["host": "db", "sslmode": "verify-full", "sslrootcert": "/etc/ssl/certs/ca-certificates.crt"]
    ),
  ])
  func takesTheModulesUser(_ target: String, _ settings: [String: String]) throws {
    let source = try DataSource(target: target, user: "me", password: Secret("mine"))
    let own = ["user": "me", "password": "mine"]
    #expect(source.given == Self.fence.merging(own) { $1 }.merging(settings) { $1 })
  }

  @Test func itsOwnPasswordDoesNotGoWithTheModulesUser() throws {
    #expect(try DataSource(target: "you:word@db").given["password"] == "word")
    #expect(try DataSource(target: "you:word@db", user: "me").given["password"] == nil)
  }

  @Test func theModulesOptionsOverrideItsOwn() throws {
    let source = try DataSource(
      target: "me@db?sslmode=disable",
      options: [
        ("sslmode", "verify-full"), ("sslrootcert", "/etc/ca.pem"), ("options", "-cjit=off"),
      ])
    #expect(source.given["sslmode"] == "verify-full")
    #expect(source.given["sslrootcert"] == "/etc/ca.pem")
    #expect(source.given["options"] == "-cjit=off")
    for keyword in ["host", "hostaddr", "service", "nonsense"] {
      #expect(throws: DataSourceError.self) {
        try DataSource(target: "me@db", options: [(keyword, "x")])
      }
    }
  }

  @Test(arguments: [
    ("", "target: host: is missing"),
    ("db", "target: user: is missing; ask with auth_module=, or name it in the target"),
    (
      "user='' host=db", "target: user: is missing; ask with auth_module=, or name it in the target"
    ),
    ("user=me", "target: host: is missing"),
    ("me@", "target: host: is missing"),
    ("me@a,,b", "target: host: is missing"),
    ("postgres:///app?user=me", "target: host: is missing"),
    (
      "me@%2Frun%2Fpostgresql",
      "target: host: must be a name or an address; a target may be no socket"
    ),
    (
      "me@db?host=/run/postgresql",
      "target: host: must be a name or an address; a target may be no socket"
    ),
    ("me@db?host=db,/run", "target: host: must be a name or an address; a target may be no socket"),
    ("me@db%2C%2Frun", "target: host: must be a name or an address; a target may be no socket"),
    (
      "host=@abstract user=me",
      "target: host: must be a name or an address; a target may be no socket"
    ),
    (
      "me:p/w@db",
      "target: port: is no number from 1 to 65535; percent-encode @ : / ? # in a password"
    ),
  ])
  func isRefusedUnlessItNamesAHostAndAUser(_ target: String, _ message: String) {
    let error = #expect(throws: DataSourceError.self) { try DataSource(target: target) }
    #expect(error?.description == message)
  }

  @Test func anythingElseOfLibpqIsRefused() {
    let allowed = [
      "host", "port", "dbname", "user", "password", "sslmode", "connect_timeout",
      "target_session_attrs", "application_name",
    ]
    for keyword in ConnectionKeyword.all.map(\.name) where !allowed.contains(keyword) {
      for target in ["me@db?\(keyword)=/x", "host=db user=me \(keyword)=/x"] {
        let error = #expect(throws: DataSourceError.self) { try DataSource(target: target) }
        #expect(error?.part == keyword)
      }
    }
  }
}
