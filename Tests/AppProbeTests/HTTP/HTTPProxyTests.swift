import Shared
import TestSupport
import Testing

@testable import AppProbe

/// Through whom requests go.
@Suite(
  .serialized, FaultServer.requirement.trait, ProxyServer.requirement.trait,
  TestAuthority.requirement.trait)
struct HTTPProxyTests {
  private let authority: TestAuthority
  private let plain: FaultServer
  private let secure: FaultServer
  private let probes: ProbeOnLoop

  init() throws {
    authority = try TestAuthority()
    plain = try FaultServer()
    secure = try FaultServer(
      try authority.issue("server", for: "DNS:shop.example,DNS:localhost,IP:127.0.0.1"))
    probes = try ProbeOnLoop()
  }

  private func prober(_ proxy: String, _ change: (inout HTTPProber) -> Void = { _ in })
    -> HTTPProber
  {
    var prober = HTTPProber()
    prober.client.proxy.url = Secret(proxy)
    prober.client.tls.authorityFile = authority.certificateFile
    prober.client.ip.preferred = .ip4
    change(&prober)
    return prober
  }

  private func failure(
    _ url: String, _ prober: HTTPProber, hostname: String? = nil
  ) throws -> ProbeFailure? {
    try probes.probe(url, prober, hostname: hostname).report.failure
  }

  // MARK: - Spoken to over TLS

  @Test func aProxyMayBeSpokenToOverTLS() throws {
    let proxy = try ProxyServer(
      .http, try authority.issue("proxy", for: "DNS:localhost"), login: "me:secret")
    let prober = prober("https://me:secret@localhost:\(proxy.port)")
    #expect(try failure(plain.url("/"), prober) == nil)
    #expect(try failure("https://127.0.0.1:\(secure.port)/", prober) == nil)
    #expect(
      proxy.requests == [
        "GET http://127.0.0.1:\(plain.port)/", "CONNECT 127.0.0.1:\(secure.port)",
      ])
  }

  @Test func theReportIsOfTheServerAndNotOfItsProxy() throws {
    let proxy = try ProxyServer(.http, try authority.issue("proxy", for: "DNS:localhost"))
    let result = try probes.probe(
      "https://127.0.0.1:\(secure.port)/", prober("https://localhost:\(proxy.port)"))
    #expect(result.labels(.sslLastChainInfo, "subject") == ["CN=server"])
    #expect(result.report.value(.sslVerified) == 1)
  }

  @Test func aProxyWhoseCertificateIsOfNobodyHearsNothing() throws {
    let strangers = try TestAuthority()
    let stranger = try ProxyServer(.http, try strangers.issue("proxy", for: "DNS:localhost"))
    let other = try ProxyServer(.http, try authority.issue("proxy", for: "DNS:elsewhere.example"))
    for proxy in [stranger, other] {
      let prober = prober("https://me:secret@localhost:\(proxy.port)")
      for url in [plain.url("/"), "https://127.0.0.1:\(secure.port)/"] {
        let failure = try failure(url, prober)
        #expect([.tls, .tlsUntrusted, .tlsName].contains(failure?.reason), "\(failure as Any)")
        #expect(failure?.description.contains("secret") == false)
      }
      #expect(proxy.requests.isEmpty)
    }
    #expect(plain.requests == 0 && secure.requests == 0)
  }

  // MARK: - SOCKS

  @Test(arguments: ["socks5", "socks5h"])
  func aSOCKSProxyIsToldTheAddress(scheme: String) throws {
    let proxy = try ProxyServer(.socks5)
    let prober = prober("\(scheme)://127.0.0.1:\(proxy.port)")
    #expect(try failure("http://localhost:\(plain.port)/", prober) == nil)
    #expect(try failure("https://localhost:\(secure.port)/", prober) == nil)
    #expect(
      proxy.requests == ["SOCKS 127.0.0.1:\(plain.port)", "SOCKS 127.0.0.1:\(secure.port)"])
  }

  @Test func aSOCKSProxyMayAskWhoIsThere() throws {
    let proxy = try ProxyServer(.socks5, login: "me:se:cret")
    #expect(
      try failure(plain.url("/"), prober("socks5://me:se%3Acret@127.0.0.1:\(proxy.port)")) == nil)
    for login in ["me:wrong@", ""] {
      let failure = try failure(plain.url("/"), prober("socks5://\(login)127.0.0.1:\(proxy.port)"))
      #expect(failure?.reason == .unreachable)
      #expect(failure?.description.contains("wrong") == false)
    }
    #expect(proxy.requests.count == 1)
  }

  @Test func whoListensBehindNoSOCKSProxyIsNotReached() throws {
    let proxy = try ProxyServer(.socks5)
    let closed = try freePort()
    let failure = try failure(
      "http://127.0.0.1:\(closed)/", prober("socks5://127.0.0.1:\(proxy.port)"))
    #expect(failure?.reason == .unreachable)
  }

  @Test(arguments: ["http", "https", "socks5"])
  func aProxyThatIsNotThereIsRefused(scheme: String) throws {
    let failure = try failure(plain.url("/"), prober("\(scheme)://127.0.0.1:\(try freePort())"))
    #expect(failure?.reason == .refused)
  }

  // MARK: - Names

  @Test(arguments: [ProxyServer.Kind.http, .socks5])
  func aNameMayBeLeftToTheProxy(kind: ProxyServer.Kind) throws {
    let proxy = try ProxyServer(kind)
    let scheme = kind == .http ? "http" : "socks5"
    let prober = prober("\(scheme)://127.0.0.1:\(proxy.port)") {
      $0.client.skipsResolveWithProxy = true
    }
    #expect(try failure("http://shop.example:\(plain.port)/", prober) == nil)
    #expect(try failure("https://shop.example:\(secure.port)/", prober) == nil)
    let ways = kind == .http ? ["GET http://", "CONNECT "] : ["SOCKS ", "SOCKS "]
    let ends = kind == .http ? ["/", ""] : ["", ""]
    #expect(
      proxy.requests == [
        "\(ways[0])shop.example:\(plain.port)\(ends[0])",
        "\(ways[1])shop.example:\(secure.port)\(ends[1])",
      ])
  }

  @Test func whatTheRulesForbidIsNotAskedOfAProxyEither() throws {
    let proxy = try ProxyServer(.http)
    func reason(_ rules: TargetRules, skips: Bool) throws -> FailureReason? {
      let prober = prober("http://127.0.0.1:\(proxy.port)") {
        $0.client.skipsResolveWithProxy = skips
      }
      return try ProbeOnLoop(rules: rules).probe("http://shop.example:\(plain.port)/", prober)
        .report.failure?.reason
    }
    func allowing(_ entries: String...) throws -> TargetRules {
      TargetRules(allowed: try entries.map { try AllowedTarget($0) })
    }
    #expect(try reason(allowing("other.example"), skips: true) == .forbidden)
    // Where the name leads is not seen here: an entry that has the address is of no use.
    #expect(try reason(allowing("127.0.0.0/8"), skips: true) == .forbidden)
    #expect(try reason(TargetRules(refusesPrivate: true), skips: true) == .forbidden)
    #expect(proxy.requests.isEmpty)
    #expect(try reason(allowing("shop.example"), skips: true) == nil)
    let trusting = try allowing("other.example").trusting(target: "http://shop.example/")
    #expect(try reason(trusting, skips: true) == nil)
    #expect(proxy.requests.count == 2)
  }

  // MARK: - Of the environment

  struct Choice: Sendable, CustomTestStringConvertible {
    let environment: [String: String]
    let url: String
    let proxy: String?

    init(_ environment: [String: String], _ url: String, _ proxy: String?) {
      (self.environment, self.url, self.proxy) = (environment, url, proxy)
    }

    var testDescription: String { "\(environment) \(url)" }
  }

  @Test(arguments: [
    Choice([:], "http://a.example/", nil),
    Choice(["HTTP_PROXY": "http://p.example:81"], "http://a.example/", "http://p.example:81/"),
    Choice(["HTTP_PROXY": "http://p.example:81"], "https://a.example/", nil),
    Choice(["HTTPS_PROXY": "http://p.example:81"], "https://a.example/", "http://p.example:81/"),
    Choice(["HTTPS_PROXY": "http://p.example:81"], "http://a.example/", nil),
    Choice(["http_proxy": "p.example:81"], "http://a.example/", "http://p.example:81/"),
    Choice(
      ["http_proxy": "http://q.example", "HTTP_PROXY": "http://p.example"], "http://a.example/",
      "http://p.example/"),
    Choice(["HTTP_PROXY": ""], "http://a.example/", nil),
    Choice(["HTTP_PROXY": "http://p.example"], "http://127.0.0.1/", nil),
    Choice(["HTTP_PROXY": "http://p.example", "NO_PROXY": "a.example"], "http://a.example/", nil),
    Choice(
      ["HTTP_PROXY": "http://p.example", "no_proxy": "a.example"], "http://b.a.example/", nil),
    Choice(
      ["HTTP_PROXY": "http://p.example", "NO_PROXY": "b.example"], "http://a.example/",
      "http://p.example/"),
  ])
  func theEnvironmentNamesTheProxyWhereTheModuleSaysSo(_ choice: Choice) throws {
    var options = HTTPClientOptions.Proxy()
    let url = try HTTPURL(choice.url)
    #expect(try HTTPProxy.for(url, options, environment: choice.environment) == nil)
    options.usesEnvironment = true
    let proxy = try HTTPProxy.for(url, options, environment: choice.environment)
    #expect(proxy?.url.description == choice.proxy)
  }

  @Test func aProxyOfTheEnvironmentThatIsNoURLIsOfTheConfiguration() throws {
    var options = HTTPClientOptions.Proxy()
    options.usesEnvironment = true
    #expect {
      try HTTPProxy.for(
        try HTTPURL("http://a.example/"), options,
        environment: ["HTTP_PROXY": "http://me:secret@p example"])
    } throws: {
      ($0 as? ProbeFailure)?.reason == .configuration && !"\($0)".contains("secret")
    }
  }
}
