import Foundation
import TestSupport
import Testing

/// TLS as `openssl s_client` and curl meet it.
@Suite(Requirement(programs: ["curl", "openssl"]).trait) struct HandshakeTests {
  // MARK: Versions, ciphers, curves

  struct Versions: Sendable, CustomTestStringConvertible {
    let least, most: String
    let client: [String]
    let agreesOn: String?
    var testDescription: String { "\(least) to \(most) with \(client[0])" }
  }

  @Test(arguments: [
    Versions(least: "TLS12", most: "TLS13", client: ["-tls1_3"], agreesOn: "TLSv1.3"),
    Versions(least: "TLS12", most: "TLS13", client: ["-tls1_2"], agreesOn: "TLSv1.2"),
    Versions(
      least: "TLS12", most: "TLS13", client: ["-tls1_1", "-cipher", "ALL@SECLEVEL=0"], agreesOn: nil
    ),
    Versions(least: "TLS13", most: "TLS13", client: ["-tls1_2"], agreesOn: nil),
    Versions(least: "TLS12", most: "TLS12", client: ["-tls1_3"], agreesOn: nil),
    Versions(
      least: "TLS10", most: "TLS12", client: ["-tls1", "-cipher", "ALL@SECLEVEL=0"],
      agreesOn: "TLSv1"),
    Versions(
      least: "TLS11", most: "TLS12", client: ["-tls1_1", "-cipher", "ALL@SECLEVEL=0"],
      agreesOn: "TLSv1.1"),
    Versions(
      least: "TLS11", most: "TLS12", client: ["-tls1", "-cipher", "ALL@SECLEVEL=0"], agreesOn: nil),
  ])
  func versionsOutsideOfTheRangeAreRefused(versions: Versions) throws {
    let server = try GuardedServer(
      GuardedServer.certificate
        + "  min_version: \(versions.least)\n  max_version: \(versions.most)\n")
    let output = try server.handshake(arguments: versions.client)
    if let agreed = versions.agreesOn {
      #expect(output.contains("Hello"), "\(output)")
      #expect(
        output.contains("Protocol  : \(agreed)\n") || output.contains("New, \(agreed), "),
        "\(output)")
    } else {
      #expect(!output.contains("Hello"), "\(output)")
      #expect(output.contains("alert"), "\(output)")
    }
  }

  @Test func onlyTheCipherSuitesThatAreNamedAreUsed() throws {
    let server = try GuardedServer(
      GuardedServer.certificate + "  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]\n")
    #expect(
      try server.handshake("-tls1_2").contains("Cipher is ECDHE-ECDSA-AES128-GCM-SHA256"))
    let other = try server.handshake("-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384")
    #expect(other.contains("handshake failure"), "\(other)")
    // Those of TLS 1.3 are not chosen by it, as in Go.
    #expect(try server.handshake("-tls1_3").contains("Cipher is TLS_AES"))
  }

  @Test(arguments: [(true, "AES128"), (false, "AES256")])
  func whoseOrderCountsCanBeSaid(own: Bool, agreesOn: String) throws {
    let server = try GuardedServer(
      GuardedServer.certificate + """
          prefer_server_cipher_suites: \(own)
          cipher_suites:
          - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
          - TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384

        """)
    let client = "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256"
    let output = try server.handshake("-tls1_2", "-cipher", client)
    #expect(output.contains("Cipher is ECDHE-ECDSA-\(agreesOn)"), "\(output)")
  }

  @Test func suitesOfTLS13AloneLeaveOnlyThatVersion() throws {
    let server = try GuardedServer(
      GuardedServer.certificate + "  cipher_suites: [TLS_AES_128_GCM_SHA256]\n")
    #expect(try server.handshake("-tls1_3").contains("Hello"))
    #expect(try server.handshake("-tls1_2").contains("alert protocol version"))
  }

  @Test func onlyTheCurvesThatAreNamedAreUsed() throws {
    let server = try GuardedServer(
      GuardedServer.certificate + "  curve_preferences: [CurveP384]\n")
    #expect(try server.handshake().contains("secp384r1"))
    #expect(try server.handshake("-groups", "X25519").contains("handshake failure"))
  }

  // MARK: Certificates of clients

  struct Clients: Sendable, CustomTestStringConvertible {
    let kind: String
    let none, signed, stranger: Bool
    var testDescription: String { kind }
  }

  @Test(arguments: [
    Clients(kind: "NoClientCert", none: true, signed: true, stranger: true),
    Clients(kind: "RequestClientCert", none: true, signed: true, stranger: true),
    Clients(kind: "RequireAnyClientCert", none: false, signed: true, stranger: true),
    Clients(kind: "VerifyClientCertIfGiven", none: true, signed: true, stranger: false),
    Clients(kind: "RequireAndVerifyClientCert", none: false, signed: true, stranger: false),
  ])
  func clientsShowWhatTheyHaveTo(clients: Clients) throws {
    let authority = clients.kind == "NoClientCert" ? "" : "  client_ca_file: ca.crt\n"
    let server = try GuardedServer(
      GuardedServer.certificate + "  client_auth_type: \(clients.kind)\n" + authority)
    for version in ["1.2", "1.3"] {
      let limits = ["--tls-max", version]
      #expect(
        (try server.get(arguments: limits).status == 200) == clients.none, "none, \(version)")
      for (name, isWelcome) in [("client", clients.signed), ("stranger", clients.stranger)] {
        let answer = try server.get(arguments: limits + server.identity(name))
        #expect((answer.status == 200) == isWelcome, "\(name), \(version): \(answer.output)")
      }
    }
  }

  @Test func aClientHearsWhyItIsRefused() throws {
    let server = try GuardedServer(
      GuardedServer.certificate
        + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n")
    let without = try server.handshake("-tls1_3")
    #expect(without.contains("alert certificate required"), "\(without)")
    let stranger = try server.handshake(
      "-tls1_3", "-cert", server.certificates.path("stranger.crt"), "-key",
      server.certificates.path("stranger.key"))
    #expect(stranger.contains("alert unknown ca"), "\(stranger)")
    // Clients that have several certificates choose by this.
    #expect(without.contains("CN = ca"), "\(without)")
  }

  @Test(arguments: [
    ("DNS:prom.example", true), ("DNS:other.example,DNS:prom.example", true),
    ("IP:10.1.2.3", true), ("IP:2001:db8::1", true), ("email:prom@example.org", true),
    ("URI:spiffe://example.org/prom", true), ("DNS:other.example", false),
    ("DNS:x.prom.example", false), ("URI:https://prom.example", false), ("IP:10.1.2.4", false),
  ])
  func onlyNamesThatAreAllowedComeIn(names: String, isAllowed: Bool) throws {
    let server = try GuardedServer(
      GuardedServer.certificate + """
          client_auth_type: RequireAndVerifyClientCert
          client_ca_file: ca.crt
          client_allowed_sans:
          - prom.example
          - 10.1.2.3
          - 2001:db8::1
          - prom@example.org
          - spiffe://example.org/prom

        """)
    let name = "named-\(UUID().uuidString)"
    try server.certificates.make(name, for: names)
    let answer = try server.get(arguments: server.identity(name))
    #expect((answer.status == 200) == isAllowed, "\(answer.output)")
    #expect(try server.get(arguments: server.identity("client")).status == 0)
  }

  @Test func aClientThatShowedItsCertificateMayGoOnWithItsSession() throws {
    let server = try GuardedServer(
      GuardedServer.certificate
        + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n")
    let output = try server.handshake(
      "-tls1_2", "-reconnect", "-cert", server.certificates.path("client.crt"), "-key",
      server.certificates.path("client.key"))
    #expect(output.contains("Reused, TLSv1.2"), "\(output)")
  }

  // MARK: Bytes

  @Test func aLargePageComesWholeAndEndsAsTLSEnds() throws {
    let page = (0..<3_000_000).map { UInt8(ascii: "a") + UInt8($0 % 23) }
    let server = try GuardedServer(GuardedServer.certificate, page: page)
    let answer = try server.get()
    #expect(answer.status == 200)
    #expect(Array(answer.body.utf8) == page)
    // Without a farewell of TLS's own, s_client complains of an unexpected end.
    let output = try server.handshake()
    #expect(!output.contains("unexpected eof"), "\(output.suffix(300))")
  }

  @Test func aConnectionServesManyRequests() throws {
    let server = try GuardedServer(GuardedServer.certificate)
    let url = "https://127.0.0.1:\(server.port)/[1-20]"
    let answer = try Curl(
      [
        "--cacert", server.certificates.path("ca.crt"), "--write-out", "connects=%{num_connects}\n",
        url,
      ])
    let lines = answer.output.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("HTTP/1.1 200") } == 20)
    #expect(lines.count { $0 == "connects=1" } == 1)
    #expect(lines.count { $0 == "connects=0" } == 19)
  }

  // MARK: What is no TLS

  @Test(arguments: ["GET", "POST", "HEAD", "PUT"])
  func plainHTTPIsToldToUseTLS(method: String) throws {
    let server = try GuardedServer(GuardedServer.certificate)
    let answer = try server.getPlain("--request", method)
    #expect(answer.status == 400)
    if method != "HEAD" { #expect(answer.body.contains("This port speaks HTTPS")) }
    #expect(answer.output.contains("Connection: close"))
    #expect(try server.get().status == 200)
  }

  @Test(arguments: [
    "", "\u{16}", "\u{16}\u{3}", "garbage that is neither\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}",
  ])
  func whoDoesNotFinishAHandshakeLosesTheConnection(text: String) throws {
    let server = try GuardedServer(GuardedServer.certificate, requestTimeout: .milliseconds(300))
    let client = try RawClient(port: server.port)
    client.send(text)
    // Ends at the server's word, or fails at the test's own limit of half a minute.
    #expect(client.isClosedByServer())
    #expect(try server.get().status == 200)
  }

  @Test func dripsDoNotLengthenTheTimeOfAHandshake() throws {
    let server = try GuardedServer(GuardedServer.certificate, requestTimeout: .milliseconds(500))
    let client = try RawClient(port: server.port)
    // The header of a record of 512 bytes, and then one byte after the other.
    client.send("\u{16}\u{3}\u{1}\u{2}\0")
    var sent = 0
    while sent < 400, client.send("\u{1}") {
      sent += 1
      pauseBriefly()
    }
    #expect(sent < 400)
  }

  @Test func handshakesThatAreNotFinishedGiveWayToOthers() throws {
    let server = try GuardedServer(GuardedServer.certificate, receivedLimit: 1 << 20)
    // The first bytes of one each: more than a MiB has room for.
    let clients = try (0..<40).map { _ in
      let client = try RawClient(port: server.port)
      client.send("\u{16}\u{3}\u{1}\u{2}\0")
      return client
    }
    #expect(clients[0].isClosedByServer())
    #expect(try server.get().status == 200)
    #expect(clients[39].isOpen)
  }

  @Test func aClientOfTLS12MayNotNegotiateAgain() throws {
    let server = try GuardedServer(GuardedServer.certificate)
    // `R` has s_client ask for it.
    let client = try Program(
      "sh",
      [
        "-c", #"{ sleep 1; echo R; sleep 2; } | exec openssl "$@""#, "sh", "s_client", "-connect",
        "127.0.0.1:\(server.port)", "-tls1_2",
      ])
    _ = client.end()
    #expect(client.output.contains("no renegotiation"), "\(client.output.suffix(500))")
  }

  @Test func localSocketsStayPlain() throws {
    let server = try GuardedServer(
      GuardedServer.certificate + "basic_auth_users: {prom: \(Hashes.cheap)}\n",
      on: "unix:FOLDER/s.sock")
    let socket = ["--unix-socket", "\(server.folder.path)/s.sock", "http://localhost/"]
    #expect(try Curl(socket).status == 401)
    #expect(try Curl(socket + ["--user", "prom:secret"]).status == 200)
  }
}

extension GuardedServer {
  func get(arguments: [String]) throws -> Curl {
    try Curl(["--cacert", certificates.path("ca.crt"), "https://127.0.0.1:\(port)/"] + arguments)
  }

  func identity(_ name: String) -> [String] {
    ["--cert", certificates.path("\(name).crt"), "--key", certificates.path("\(name).key")]
  }
}
