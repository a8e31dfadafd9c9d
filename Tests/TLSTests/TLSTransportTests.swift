import Foundation
import TLS
import TestSupport
import Testing

/// Against servers that speak TLS: Redis's, and OpenSSL's own.
@Suite(.serialized, Requirement(programs: ["openssl", "redis-server", "setpriv"]).trait)
struct TLSTransportTests {
  private let certificates: Certificates

  init() throws { certificates = try Certificates.shared.get() }

  private func context(
    authority: String? = "ca", client: String? = nil, serverName: String? = nil,
    skipsVerification: Bool = false
  ) throws -> TLSClientContext {
    try TLSClientContext(
      TLSClientOptions(
        authorityFile: authority.map { certificates.path("\($0).crt") },
        certificateFile: client.map { certificates.path("\($0).crt") },
        keyFile: client.map { certificates.path("\($0).key") },
        serverName: serverName, skipsVerification: skipsVerification))
  }

  private func ping(_ client: Client) throws {
    try client.handshake()
    try client.send("PING\r\n")
    #expect(try client.receive(7) == "+PONG\r\n")
  }

  private func failure(_ work: () throws -> Void) -> String? {
    #expect(throws: TLSError.self, performing: work)?.description
  }

  @Test(arguments: ["TLSv1.2", "TLSv1.3"])
  func redisAnswersThroughTLS(version: String) throws {
    let server = try Server.redis(certificates, "--tls-protocols", version)
    // An address and names that the certificate is for.
    for host in ["127.0.0.1", "redis.example", "REDIS.example."] {
      try ping(Client(context(), port: server.port, host: host))
    }
    try ping(Client(context(serverName: "redis.example"), port: server.port, host: "10.0.0.1"))
    try ping(
      Client(context(authority: nil, skipsVerification: true), port: server.port, host: "other"))
    try ping(
      Client(context(authority: "other-ca", skipsVerification: true), port: server.port, host: ""))
  }

  @Test func aServerThatIsNotTheOneIsRefused() throws {
    let server = try Server.redis(certificates)
    func refusal(_ context: TLSClientContext, _ host: String) -> String? {
      failure { try Client(context, port: server.port, host: host).handshake() }
    }
    #expect(
      try refusal(context(), "other.example")
        == "TLS with other.example: the server's certificate: hostname mismatch "
        + "(it is not for other.example)")
    #expect(
      try refusal(context(), "127.0.0.2")
        == "TLS with 127.0.0.2: the server's certificate: IP address mismatch "
        + "(it is not for 127.0.0.2)")
    #expect(
      try refusal(context(serverName: "other.example"), "redis.example")
        == "TLS with redis.example: the server's certificate: hostname mismatch "
        + "(it is not for other.example)")
    for authority in ["other-ca", nil] {
      #expect(
        try refusal(context(authority: authority), "redis.example")
          == "TLS with redis.example: the server's certificate: "
          + "self-signed certificate in certificate chain")
    }
  }

  @Test func aCertificateThatHasExpiredIsRefused() throws {
    let server = try Server.redis(certificates, certificate: "expired")
    #expect(
      failure { try Client(context(), port: server.port).handshake() }
        == "TLS with 127.0.0.1: the server's certificate: certificate has expired")
  }

  @Test func aCertificateThatSignedItselfIsRefused() throws {
    let server = try Server.redis(certificates, certificate: "other-ca")
    #expect(
      failure { try Client(context(), port: server.port).handshake() }
        == "TLS with 127.0.0.1: the server's certificate: self-signed certificate")
    // Unless it is the one that is trusted: here it only has no name.
    #expect(
      failure { try Client(context(authority: "other-ca"), port: server.port).handshake() }
        == "TLS with 127.0.0.1: the server's certificate: IP address mismatch "
        + "(it is not for 127.0.0.1)")
  }

  @Test(arguments: [
    ("TLSv1.2", "sslv3 alert handshake failure", "tlsv1 alert unknown ca"),
    ("TLSv1.3", "the server requires a client certificate", "tlsv1 alert unknown ca"),
  ])
  func aClientShowsItsCertificate(version: String, missing: String, wrong: String) throws {
    let server = try Server.redis(certificates, asksClients: true, "--tls-protocols", version)
    try ping(Client(context(client: "client"), port: server.port))
    // Whether the refusal comes before the client writes or after it.
    for _ in 0..<20 {
      #expect(
        failure { try ping(Client(context(), port: server.port)) }
          == "TLS with 127.0.0.1: \(missing)"
      )
      #expect(
        failure { try ping(Client(context(client: "stranger"), port: server.port)) }
          == "TLS with 127.0.0.1: \(wrong)")
    }
  }

  @Test func muchIsWrittenAndReadInPieces() throws {
    let server = try Server.redis(certificates)
    let client = try Client(context(), port: server.port)
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
    let error = failure { try Client(context(), port: server.port).handshake() }
    #expect(error == "TLS with 127.0.0.1: tlsv1 alert protocol version")
  }

  @Test func theEndOfAServerIsAnEndAndNoSignal() throws {
    let server = try Server.redis(certificates)
    let client = try Client(context(), port: server.port)
    try ping(client)
    server.program.signal(SIGKILL)
    _ = server.program.end()
    #expect(failure { _ = try client.receive(1) } == "connection: ended")
    for _ in 0..<3 { _ = try? client.send("PING\r\n") }
    client.transport.endWriting()
    #expect(client.transport.handshake() != .done)
  }

  @Test func whatIsWrittenToAServerThatIsGoneRaisesNoSignal() throws {
    let server = try Server.redis(certificates)
    let client = try Client(context(), port: server.port)
    try ping(client)
    server.program.signal(SIGKILL)
    _ = server.program.end()
    let error = failure { for _ in 0..<1000 { try client.send("PING\r\n") } }
    #expect(
      error == "TLS with 127.0.0.1: Broken pipe"
        || error == "TLS with 127.0.0.1: Connection reset by peer")
  }

  @Test func aServerIsToldThatNothingMoreComes() throws {
    let server = try Server.redis(certificates)
    let client = try Client(context(), port: server.port)
    try ping(client)
    client.transport.endWriting()
    #expect(failure { _ = try client.receive(1) } == "connection: ended")
  }
}
