import Foundation
import TestSupport
import Testing

@testable import WebConfiguration

/// Files that change while the server runs.
@Suite(Requirement(programs: ["curl", "openssl"]).trait) struct RenewalTests {
  private func becomes(_ condition: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<100 {
      if try condition() { return true }
      pauseBriefly()
    }
    return false
  }

  @Test func aRenewedCertificateIsShownWithoutARestart() throws {
    let server = try GuardedServer(GuardedServer.certificate)
    #expect(try server.subject() == "subject=CN=server")
    // Half of it first, as renewals do: the old pair stays.
    try server.replace("server.crt", withCertificateFile: "client.crt")
    for _ in 0..<3 { #expect(try server.subject() == "subject=CN=server") }
    let complaints = server.log.lines.filter { $0.hasPrefix("error") }
    #expect(complaints.count == 1)
    #expect(complaints[0].contains("web.yml:3: tls_server_config.key_file"), "\(complaints)")
    #expect(complaints[0].contains("not the key of the certificate"))
    try server.replace("server.key", withCertificateFile: "client.key")
    #expect(try becomes { try server.subject() == "subject=CN=client" })
    #expect(server.log.lines.contains { $0.hasPrefix("notice TLS and passwords loaded again") })
  }

  @Test func aCertificateThatIsGoneStaysInForceUntilItComesBack() throws {
    let server = try GuardedServer(GuardedServer.certificate)
    try server.folder.remove("server.crt")
    for _ in 0..<2 { #expect(try server.subject() == "subject=CN=server") }
    try server.replace("server.crt", withCertificateFile: "client.crt")
    try server.replace("server.key", withCertificateFile: "client.key")
    #expect(try becomes { try server.subject() == "subject=CN=client" })
  }

  @Test func anAuthorityThatIsReplacedLetsTheOtherClientsIn() throws {
    let server = try GuardedServer(
      GuardedServer.certificate
        + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n")
    #expect(try server.get(arguments: server.identity("client")).status == 200)
    #expect(try server.get(arguments: server.identity("stranger")).status == 0)
    try server.replace("ca.crt", withCertificateFile: "other-ca.crt")
    #expect(try becomes { try server.get(arguments: server.identity("stranger")).status == 200 })
    #expect(try server.get(arguments: server.identity("client")).status == 0)
  }

  @Test func usersAreReadAnewForTheNextRequest() throws {
    let server = try GuardedServer("basic_auth_users: {prom: \(Hashes.cheap)}\n")
    #expect(try server.getPlain("--user", "prom:secret").status == 200)
    try server.replace("web.yml", with: "basic_auth_users: {prom: \(Hashes.otherCheap)}\n")
    #expect(try becomes { try server.getPlain("--user", "prom:secret").status == 401 })
    #expect(try server.getPlain("--user", "prom:other").status == 200)
  }

  @Test func aBadFileLeavesTheOldOneInForceAndIsSaidOnce() throws {
    let server = try GuardedServer("basic_auth_users: {prom: \(Hashes.cheap)}\n")
    try server.replace("web.yml", with: "\nbasic_auth_user: {}\n")
    for _ in 0..<3 {
      #expect(try server.getPlain("--user", "prom:secret").status == 200)
      #expect(try server.getPlain().status == 401)
    }
    let complaints = server.log.lines.filter { $0.hasPrefix("error") }
    #expect(complaints.count == 1, "\(complaints)")
    #expect(complaints.first?.contains("web.yml:2") == true)
    try server.replace("web.yml", with: "basic_auth_users: {}\n")
    #expect(try becomes { try server.getPlain().status == 200 })
  }

  @Test func aSlipDoesNotTurnTLSOff() throws {
    let server = try GuardedServer(GuardedServer.certificate)
    try server.replace("web.yml", with: "basic_auth_users: {}\n")
    #expect(try server.get().status == 200)
    #expect(try server.getPlain().status == 400)
    #expect(server.log.lines.contains { $0.contains("restart") })
  }
}
