import Foundation
import TLS
import TestSupport
import Testing

/// Against servers that speak TLS: Redis's, and OpenSSL's own.
@Suite(.serialized, Requirement(programs: ["openssl", "redis-server", "setpriv"]).trait)
struct TLSTransportTests {
  private let certificates: Certificates

  init() throws { certificates = try Certificates.shared.get() }

  @Test(arguments: ["TLSv1.2", "TLSv1.3"])
  func redisAnswersThroughTLS(version: String) throws {
    let server = try Server.redis(certificates, "--tls-protocols", version)
    // An address and names that the certificate is for.
    for host in ["127.0.0.1", "redis.example", "REDIS.example."] {
      try ping(Client(certificates.context(), port: server.port, host: host))
    }
    try ping(
      Client(certificates.context(serverName: "redis.example"), port: server.port, host: "10.0.0.1")
    )
    try ping(
      Client(
        certificates.context(authority: nil, skipsVerification: true), port: server.port,
        host: "other"))
    try ping(
      Client(
        certificates.context(authority: "other-ca", skipsVerification: true), port: server.port,
        host: ""))
  }

  @Test func aServerThatIsNotTheOneIsRefused() throws {
    let server = try Server.redis(certificates)
    func refusal(_ context: TLSClientContext, _ host: String) -> String? {
      failure { try Client(context, port: server.port, host: host).handshake() }
    }
    #expect(
      try refusal(certificates.context(), "other.example")
        == "TLS with other.example: the server's certificate: hostname mismatch "
        + "(it is not for other.example)")
    #expect(
      try refusal(certificates.context(), "127.0.0.2")
        == "TLS with 127.0.0.2: the server's certificate: IP address mismatch "
        + "(it is not for 127.0.0.2)")
    #expect(
      try refusal(certificates.context(serverName: "other.example"), "redis.example")
        == "TLS with redis.example: the server's certificate: hostname mismatch "
        + "(it is not for other.example)")
    for authority in ["other-ca", nil] {
      #expect(
        try refusal(certificates.context(authority: authority), "redis.example")
          == "TLS with redis.example: the server's certificate: "
          + "self-signed certificate in certificate chain")
    }
  }

  @Test func aCertificateThatHasExpiredIsRefused() throws {
    let server = try Server.redis(certificates, certificate: "expired")
    #expect(
      failure { try Client(certificates.context(), port: server.port).handshake() }
        == "TLS with 127.0.0.1: the server's certificate: certificate has expired")
  }

  @Test func aCertificateThatSignedItselfIsRefused() throws {
    let server = try Server.redis(certificates, certificate: "other-ca")
    #expect(
      failure { try Client(certificates.context(), port: server.port).handshake() }
        == "TLS with 127.0.0.1: the server's certificate: self-signed certificate")
    // Unless it is the one that is trusted: here it only has no name.
    #expect(
      failure {
        try Client(certificates.context(authority: "other-ca"), port: server.port).handshake()
      }
        == "TLS with 127.0.0.1: the server's certificate: IP address mismatch "
        + "(it is not for 127.0.0.1)")
  }

  @Test(arguments: [
    ("TLSv1.2", "sslv3 alert handshake failure", "tlsv1 alert unknown ca"),
    ("TLSv1.3", "the server requires a client certificate", "tlsv1 alert unknown ca"),
  ])
  func aClientShowsItsCertificate(version: String, missing: String, wrong: String) throws {
    let server = try Server.redis(certificates, asksClients: true, "--tls-protocols", version)
    try ping(Client(certificates.context(client: "client"), port: server.port))
    // Whether the refusal comes before the client writes or after it.
    for _ in 0..<20 {
      #expect(
        failure { try ping(Client(certificates.context(), port: server.port)) }
          == "TLS with 127.0.0.1: \(missing)"
      )
      #expect(
        failure { try ping(Client(certificates.context(client: "stranger"), port: server.port)) }
          == "TLS with 127.0.0.1: \(wrong)")
    }
  }

  @Test func muchIsWrittenAndReadInPieces() throws {
    let server = try Server.redis(certificates)
    let client = try Client(certificates.context(), port: server.port)
    try client.handshake()
    let value = String(repeating: "0123456789", count: 500_000)
    let count = value.utf8.count
    try client.send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$\(count)\r\n\(value)\r\n")
    #expect(try client.receive(5) == "+OK\r\n")
    try client.send("GET k\r\n")
    let head = "$\(count)\r\n"
    #expect(try client.receive(head.utf8.count) == head)
    #expect(client.transport.hasReadAhead)
    #expect(try client.receive(count + 2) == value + "\r\n")
    #expect(!client.transport.hasReadAhead)
  }

  @Test func aServerMayBeTooOld() throws {
    let server = try Server { port in
      [
        "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-quiet", "-tls1_1", "-cipher",
        "ALL:@SECLEVEL=0", "-cert", certificates.path("server.crt"), "-key",
        certificates.path("server.key"),
      ]
    }
    let error = failure { try Client(certificates.context(), port: server.port).handshake() }
    #expect(error == "TLS with 127.0.0.1: tlsv1 alert protocol version")
  }
}
