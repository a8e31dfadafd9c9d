import Foundation
import TestSupport
import Testing

/// A Redis that talks TLS.
@Suite(.serialized, RedisServer.requirement.trait, Requirement(programs: ["openssl"]).trait)
struct RedisTLSTests {
  private let folder: TemporaryFolder

  init() throws {
    try RedisServer.requirement.check()
    try Requirement(programs: ["openssl"]).check()
    folder = try TemporaryFolder()
    try authority("ca")
    try authority("stranger")
    try run(
      "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
      "/CN=127.0.0.1", "-keyout", "server.key", "-out", "server.csr")
    try folder.write("subjectAltName=IP:127.0.0.1\n", to: "extensions")
    try run(
      "x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-days", "2",
      "-extfile", "extensions", "-set_serial", "1", "-out", "server.crt")
  }

  private func authority(_ name: String) throws {
    try run(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
      "2", "-subj", "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).crt")
  }

  /// Runs openssl; names of files are those of the folder.
  private func run(_ arguments: String...) throws {
    let flags = ["-keyout", "-out", "-in", "-CA", "-CAkey", "-extfile"]
    var words = arguments
    for index in words.indices.dropFirst() where flags.contains(words[index - 1]) {
      words[index] = "\(folder.path)/\(words[index])"
    }
    let child = try Program("openssl", words)
    let status = child.end()
    try #require(status == 0, "openssl \(words): \(child.output)")
  }

  private func server(_ port: Int, _ more: String = "") throws -> RedisServer {
    try RedisServer(
      "tls-port \(port)", "tls-cert-file \(folder.path)/server.crt",
      "tls-key-file \(folder.path)/server.key", "tls-ca-cert-file \(folder.path)/ca.crt",
      "tls-auth-clients no", "requirepass \(RedisBench.secret)", more)
  }

  private func bench(_ port: Int, _ flags: String...) throws -> RedisBench {
    try RedisBench(
      "rediss://127.0.0.1:\(port)", flags: flags,
      environment: ["REDIS_PASSWORD": RedisBench.secret])
  }

  private func connections(_ server: RedisServer) throws -> Int {
    try RedisBench.connections(server, "--no-auth-warning", "-a", RedisBench.secret)
  }

  @Test func aServerWhoseAuthorityIsBelievedIsUpAndComesBack() throws {
    let port = try freePort()
    let server = try server(port)
    let bench = try bench(port, "--tls-ca-cert-file=\(folder.path)/ca.crt")
    let before = try bench.recover()
    #expect(before.fromServer.count > 100)
    server.freeze()
    try bench.staysDown("timeout", times: 2)
    server.thaw()
    try bench.recover()
    try wait(seconds: 10, for: "the old connections to end") { try connections(server) == 1 }
    try server.restart()
    #expect(try bench.scrape().isUp)
    for _ in 0..<10 { try bench.scrape() }
    #expect(try connections(server) == 1)
  }

  @Test func aServerOfAnotherAuthorityIsDownAndLearnsNoPassword() throws {
    let port = try freePort()
    let server = try server(port)
    let bench = try bench(port, "--tls-ca-cert-file=\(folder.path)/stranger.crt")
    try bench.staysDown("tls", times: 4)
    #expect(bench.told("server is down").count == 1)
    #expect(try connections(server) == 0)
    let stats = try server.cli(
      "--no-auth-warning", "-a", RedisBench.secret, "info", "commandstats")
    // Once by this very redis-cli and once by that which counted the connections.
    #expect(stats.contains("cmdstat_auth:calls=2,"), "\(stats)")
  }

  @Test func aServerOfAnotherNameIsDown() throws {
    let port = try freePort()
    let server = try server(port)
    let bench = try bench(
      port, "--tls-ca-cert-file=\(folder.path)/ca.crt", "--tls-server-name=cache1.example.com")
    try bench.staysDown("tls", times: 3)
    #expect(try connections(server) == 0)
    let lax = try self.bench(port, "--skip-tls-verification")
    #expect(try lax.scrape().isUp)
  }

  @Test func aServerWithoutTLSIsDownForThatReason() throws {
    let server = try RedisServer(tcp: true)
    let bench = try bench(
      try #require(server.port), "--tls-ca-cert-file=\(folder.path)/ca.crt")
    // Redis waits for the end of the line, or hangs up.
    try bench.staysDown("tls", "timeout", "refused", times: 3)
    #expect(bench.told("server is down").count >= 1)
  }

  @Test func aListenerThatIsSilentInTheHandshakeIsDownAtTheDeadline() throws {
    let rogue = try RogueServer(.silent)
    let bench = try bench(rogue.port, "--tls-ca-cert-file=\(folder.path)/ca.crt")
    try bench.staysDown("timeout", times: 3)
    #expect(!rogue.said.contains(RedisBench.secret))
    try wait(seconds: 10, for: "the connections to end") { rogue.present <= 1 }
  }
}
