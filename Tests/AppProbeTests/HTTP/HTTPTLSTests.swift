import Shared
import TLS
import TestSupport
import Testing

@testable import AppProbe

/// One nginx with a server for each way in which TLS goes well or wrong.
@Suite(
  .serialized, NginxServer.requirement.trait, TestAuthority.requirement.trait,
  FaultServer.requirement.trait)
struct HTTPTLSTests {
  private let authority: TestAuthority
  private let stranger: TestAuthority
  private let nginx: NginxServer
  private let probes: ProbeOnLoop
  private let ports: [String: Int]

  init() throws {
    let authority = try TestAuthority()
    let stranger = try TestAuthority()
    self.authority = authority
    self.stranger = stranger
    var ports: [String: Int] = [:]
    var servers = ""
    ports["plain"] = try freePort()
    servers += """
      ssl_protocols TLSv1.2 TLSv1.3;
      server { listen 127.0.0.1:\(ports["plain"] ?? 0); return 200 hello; }

      """
    func serve(_ name: String, _ identity: TestAuthority.Identity, _ lines: String = "") throws {
      let port = try freePort()
      ports[name] = port
      servers += """
        server {
          listen 127.0.0.1:\(port) ssl http2;
          ssl_certificate \(identity.certificateFile);
          ssl_certificate_key \(identity.keyFile);
          \(lines)
          location / { return 200 "hello $server_protocol $ssl_server_name $host"; }
          location /away { return 302 http://127.0.0.1:1/; }
        }

        """
    }
    let good = try authority.issue("good", for: "DNS:localhost,DNS:a.example,IP:127.0.0.1")
    try serve("good", good)
    try serve("expired", try authority.issue("expired", days: -1))
    try serve("name", try authority.issue("name", for: "DNS:other.example"))
    try serve("stranger", try stranger.issue("stranger"))
    try serve("self-signed", stranger.identity)
    try serve("old", good, "ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0;")
    try serve(
      "client", good,
      "ssl_client_certificate \(authority.certificateFile); ssl_verify_client on;")
    nginx = try NginxServer(servers, readyAt: ports["client"] ?? 0)
    self.ports = ports
    probes = try ProbeOnLoop()
  }

  private func url(_ server: String, host: String = "localhost") -> String {
    "https://\(host):\(ports[server] ?? 0)/"
  }

  private var prober: HTTPProber {
    var prober = HTTPProber()
    prober.client.tls.authorityFile = authority.certificateFile
    prober.client.ip.preferred = .ip4
    return prober
  }

  @Test func aGoodCertificateIsReported() throws {
    var prober = prober
    prober.failsIfBodyNotMatches = [try Pattern("^hello HTTP/2.0 localhost localhost$")]
    let report = try probes.probe(url("good"), prober).report
    #expect(report.failure == nil)
    #expect(report.value(.httpVersion) == 2)
    #expect(report.value(.httpSSL) == 1)
    #expect(report.value(.sslVerified) == 1)
    #expect(report.value(.tlsVersion, [("version", "TLS 1.3")]) == 1)
    #expect(report.value(.sslEarliestExpiry) == report.value(.sslLastChainExpiry))
    #expect((report.value(.sslEarliestExpiry) ?? 0) > WallClock.seconds)
    #expect((report.value(.httpDuration, [("phase", "tls")]) ?? 0) > 0)
    let info = report.samples.first { $0.metric == .sslLastChainInfo }
    #expect(
      info?.labels.contains { $0.name == "issuer" && $0.value == "CN=Test authority" } == true)
  }

  @Test(arguments: [
    ("expired", FailureReason.tlsExpired), ("name", .tlsName), ("stranger", .tlsUntrusted),
    ("self-signed", .tlsUntrusted),
  ])
  func aRefusedCertificateIsReportedToo(_ server: String, _ reason: FailureReason) throws {
    let report = try probes.probe(url(server), prober).report
    #expect(report.failure?.reason == reason, "\(report.failure?.description ?? "")")
    #expect(report.value(.sslVerified) == 0)
    #expect(report.value(.sslEarliestExpiry) != nil)
    #expect(report.value(.sslLastChainExpiry) == nil)
    #expect(report.value(.httpStatusCode) == 0)
    #expect(report.value(.tlsVersion, [("version", "TLS 1.3")]) == 1)
  }

  @Test(arguments: ["expired", "name", "stranger", "self-signed"])
  func certificatesThatAreNotLookedAtPass(_ server: String) throws {
    var prober = prober
    prober.client.tls.skipsVerification = true
    let report = try probes.probe(url(server), prober).report
    #expect(report.failure == nil)
    #expect(report.value(.sslVerified) == nil)
    #expect(report.value(.sslLastChainExpiry) == nil)
    #expect(report.value(.sslEarliestExpiry) != nil)
  }

  @Test func theSystemsAuthoritiesAreTrustedWhereNoneAreNamed() throws {
    var prober = prober
    // That somebody else trusted the server before must not count.
    #expect(try probes.probe(url("good"), prober).isSuccess)
    prober.client.tls.authorityFile = nil
    #expect(try probes.probe(url("good"), prober).report.failure?.reason == .tlsUntrusted)
  }

  @Test func anOldVersionHasToBeAskedFor() throws {
    var prober = prober
    #expect(try probes.probe(url("old"), prober).report.failure?.reason == .tls)
    prober.client.tls.minVersion = .tls10
    let report = try probes.probe(url("old"), prober).report
    #expect(report.failure == nil, "\(report.failure?.description ?? "")")
    #expect(report.value(.tlsVersion, [("version", "TLS 1.0")]) == 1)
  }

  @Test func theNewestVersionMayBeLimited() throws {
    var prober = prober
    prober.client.tls.maxVersion = .tls12
    let report = try probes.probe(url("good"), prober).report
    #expect(report.value(.tlsVersion, [("version", "TLS 1.2")]) == 1)
  }

  @Test func version1IsUsedWhereVersion2IsNotWanted() throws {
    var prober = prober
    prober.client.usesHTTP2 = false
    prober.validVersions = ["HTTP/1.1"]
    let report = try probes.probe(url("good"), prober).report
    #expect(report.failure == nil)
    #expect(report.value(.httpVersion) == 1.1)
    prober.client.usesHTTP2 = true
    #expect(try probes.probe(url("good"), prober).report.failure?.reason == .version)
  }

  @Test func theServersNameIsThatOfTheHostHeader() throws {
    var prober = prober
    prober.failsIfBodyNotMatches = [try Pattern("^hello HTTP/2.0 a.example a.example$")]
    let result = try probes.probe(url("good"), prober, hostname: "a.example")
    #expect(result.report.failure == nil, "\(result.report.failure?.description ?? "")")
    let other = try probes.probe(url("good"), prober, hostname: "b.example")
    #expect(other.report.failure?.reason == .tlsName)
  }

  @Test func theServersNameMayBeConfigured() throws {
    var prober = prober
    prober.client.tls.serverName = "other.example"
    prober.failsIfBodyNotMatches = [try Pattern("^hello HTTP/2.0 other.example 127.0.0.1$")]
    let report = try probes.probe(url("name", host: "127.0.0.1"), prober).report
    #expect(report.failure == nil, "\(report.failure?.description ?? "")")
  }

  @Test func aClientShowsItsCertificate() throws {
    var prober = prober
    #expect(try probes.probe(url("client"), prober).report.failure?.reason == .status)
    let own = try authority.issue("me")
    prober.client.tls.certificateFile = own.certificateFile
    prober.client.tls.keyFile = own.keyFile
    #expect(try probes.probe(url("client"), prober).report.failure == nil)
    prober.client.tls.keyFile = authority.certificateFile
    #expect(try probes.probe(url("client"), prober).report.failure?.reason == .configuration)
  }

  /// Transfers share an `SSL_CTX`, but neither whom they trust nor what they saw.
  @Test func eachOfManyAtOnceIsJudgedByItself() throws {
    var careless = prober
    careless.client.tls.skipsVerification = true
    var limited = prober
    limited.client.tls.maxVersion = .tls12
    var named = prober
    named.client.tls.serverName = "other.example"
    var known = prober
    let own = try authority.issue("me")
    known.client.tls.certificateFile = own.certificateFile
    known.client.tls.keyFile = own.keyFile
    let cases: [(server: String, prober: HTTPProber, reason: FailureReason?)] = [
      ("good", prober, nil), ("expired", prober, .tlsExpired), ("name", prober, .tlsName),
      ("stranger", prober, .tlsUntrusted), ("name", careless, nil), ("good", named, .tlsName),
      ("good", limited, nil), ("stranger", careless, nil), ("good", known, nil),
      ("good", prober, nil), ("expired", careless, nil),
    ]
    // First by ones, so that the second round finds a context that was lent to all of them.
    for size in [1, cases.count, cases.count] {
      for start in stride(from: 0, to: cases.count, by: size) {
        let some = cases[start..<min(start + size, cases.count)]
        let results = try probes.probe(some.map { (url($0.server), $0.prober) })
        for (one, result) in zip(some, results) {
          #expect(result.report.failure?.reason == one.reason, "\(one.server)")
          let subject = result.report.samples.first { $0.metric == .sslLastChainInfo }?
            .labels.first { $0.name == "subject" }?.value
          #expect(subject == "CN=\(one.server)")
        }
      }
    }
  }

  /// A certificate that was seen before is not read again, but judged in each handshake.
  @Test func aChangedCertificateIsSeenAtOnce() throws {
    let port = try freePort()
    var careless = prober
    careless.client.tls.skipsVerification = true
    let strict = prober
    let cases: [(name: String, days: Int, reason: FailureReason?)] = [
      ("first", 1, nil), ("second", -1, .tlsExpired), ("third", 1, nil),
    ]
    for (name, days, reason) in cases {
      let identity = try authority.issue(name, for: "DNS:localhost", days: days)
      let server = try NginxServer(
        """
        server {
          listen 127.0.0.1:\(port) ssl;
          ssl_certificate \(identity.certificateFile);
          ssl_certificate_key \(identity.keyFile);
          return 200 hello;
        }
        """, readyAt: port)
      for (prober, wanted) in [(strict, reason), (careless, nil), (strict, reason)] {
        let report = try probes.probe("https://localhost:\(port)/", prober).report
        #expect(report.failure?.reason == wanted, "\(name)")
        let info = report.samples.first { $0.metric == .sslLastChainInfo }
        #expect(info?.labels.first { $0.name == "subject" }?.value == "CN=\(name)")
      }
      withExtendedLifetime(server) {}
    }
    // Or all of this was about nothing.
    #expect(KnownCertificates.shared.count > 0)
  }

  @Test func tlsWhereThereIsNoneFails() throws {
    let report = try probes.probe(url("plain"), prober).report
    #expect(report.failure?.reason == .tls, "\(report.failure?.description ?? "")")
    var prober = prober
    prober.failsIfTLS = true
    #expect(try probes.probe(url("good"), prober).report.failure?.reason == .ssl)
  }

  @Test func nothingIsSentToAServerThatIsRefused() throws {
    let server = try FaultServer(try authority.issue("quiet", for: "DNS:other.example"))
    var prober = prober
    prober.headers = [HTTPProber.Header(name: "Authorization", value: .text(Secret("Bearer x")))]
    let result = try probes.probe("https://127.0.0.1:\(server.port)/", prober)
    #expect(result.report.failure?.reason == .tlsName)
    #expect(server.requests == 0)
    prober.client.tls.serverName = "other.example"
    #expect(try probes.probe("https://127.0.0.1:\(server.port)/", prober).isSuccess)
    #expect(server.requests == 1)
  }
}
