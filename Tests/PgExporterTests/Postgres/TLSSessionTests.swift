import Foundation
import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite(
  PostgresServer.requirement.trait,
  Requirement(programs: ["openssl", "chown"]).trait)
struct TLSSessionTests {
  private static let shared = Result { try encryptedServer() }

  /// A server with a certificate for the name `db.example`, which it signed itself.
  private static func encryptedServer() throws -> PostgresServer {
    let server = try PostgresServer(tcp: true)
    let data = "\(server.socketFolder)/data"
    for command in [
      [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
        "/CN=db.example", "-keyout", "\(data)/server.key", "-out", "\(data)/server.crt",
      ],
      ["chown", "--reference", "\(data)/PG_VERSION", "\(data)/server.key", "\(data)/server.crt"],
    ] {
      let child = try Child(command)
      try wait(seconds: 60, for: command[0]) { !child.isRunning }
      try #require(child.exitStatus == 0)
    }
    chmod("\(data)/server.key", 0o600)
    try server.run("ALTER SYSTEM SET ssl = on")
    try server.authenticate("local all all trust\nhostssl all all 127.0.0.1/32 trust")
    try wait(seconds: 30, for: "the certificate") { try server.run("SHOW ssl") == "on" }
    return server
  }

  private func open(_ host: String, _ sslmode: String) throws -> Session {
    let server = try Self.shared.get()
    let resolver = Resolver { _ in .found(["127.0.0.1"]) }
    return try Session.open(
      [
        ("host", Secret(host)), ("port", Secret("\(server.port)")), ("dbname", Secret("postgres")),
        ("user", Secret("postgres")), ("sslmode", Secret(sslmode)),
        ("sslrootcert", Secret("\(server.socketFolder)/data/server.crt")),
      ], in: SessionContext(resolver: resolver), by: Deadline(in: .seconds(30)))
  }

  @Test(arguments: ["prefer", "require", "verify-full"])
  func aSessionIsEncryptedAndTheNameIsChecked(sslmode: String) throws {
    let session = try open("db.example", sslmode)
    let big: Statement = "SELECT repeat('x', 100000) FROM generate_series(1, 100)"
    for _ in 0..<2 {
      var found: [Int] = []
      try session.run(
        ["SELECT ssl::int FROM pg_stat_ssl WHERE pid = pg_backend_pid()", big, "SELECT 3"],
        by: Deadline(in: .seconds(30))
      ) { _, answer, _ in
        found.append(
          (try? answer.get()).map { $0.count == 1 ? $0[0].integer(0) ?? -1 : $0.count } ?? -2)
      }
      #expect(found == [1, 100, 3])
    }
  }

  @Test func anotherNameIsNotTheServers() throws {
    #expect {
      _ = try open("other.example", "verify-full")
    } throws: {
      "\($0)".hasPrefix("connect to other.example:")
        && "\($0)".contains("does not match host name \"other.example\"")
    }
  }

  @Test func aServerThatWantsEncryptionSaysSoWithARemedy() throws {
    #expect {
      _ = try open("db.example", "disable")
    } throws: {
      ($0 as? PgError)?.state == "28000" && "\($0)".contains("no encryption")
    }
  }
}
