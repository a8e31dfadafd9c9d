import Shared
import TestSupport
import Testing

@testable import AppProbe

/// Who a request is from, and through whom it goes.
@Suite(
  .serialized, FaultServer.requirement.trait, Requirement(programs: ["tinyproxy", "setpriv"]).trait)
struct HTTPCredentialTests {
  private let probes: ProbeOnLoop
  private let server: FaultServer
  private let folder: TemporaryFolder

  init() throws {
    probes = try ProbeOnLoop()
    server = try FaultServer()
    folder = try TemporaryFolder(["password": "from a file\n"])
  }

  /// What the server got to read.
  private func request(
    _ path: String = "/echo", hostname: String? = nil,
    _ change: (inout HTTPClientOptions) -> Void
  ) throws -> String {
    var exchange = HTTPExchange(url: server.url(path), bodyLimit: 1 << 20)
    change(&exchange.client)
    let answer = try probes.perform(exchange)
    #expect(answer.failure == nil, "\(answer.failure?.description ?? "")")
    return String(decoding: answer.body, as: UTF8.self)
  }

  @Test func passwordsAreSent() throws {
    let request = try request {
      $0.basicAuth = HTTPClientOptions.BasicAuth(
        user: .text(Secret("someone")), password: .file("\(folder.path)/password"))
    }
    // "someone:from a file"
    #expect(request.contains("\r\nAuthorization: Basic c29tZW9uZTpmcm9tIGEgZmlsZQ==\r\n"))
  }

  @Test func usersOfURLsAreSentAsPasswords() throws {
    let url = "http://me:a%20b@127.0.0.1:\(server.port)/echo"
    let answer = try probes.perform(HTTPExchange(url: url, bodyLimit: 1 << 20))
    #expect(
      String(decoding: answer.body, as: UTF8.self).contains("Authorization: Basic bWU6YSBi\r\n"))
    #expect(!answer.url.contains("me"))
  }

  @Test func tokensAreSent() throws {
    let request = try request {
      $0.authorization = HTTPClientOptions.Authorization(credentials: .text(Secret("t0ken")))
    }
    #expect(request.contains("\r\nAuthorization: Bearer t0ken\r\n"))
  }

  @Test func anotherHostGetsNoCredentials() throws {
    func change(_ options: inout HTTPClientOptions) {
      options.authorization = HTTPClientOptions.Authorization(credentials: .text(Secret("t0ken")))
      options.ip.preferred = .ip4
    }
    let same = try request("/redirect?http://127.0.0.1:\(server.port)/echo", change)
    #expect(same.contains("t0ken"))
    let other = try request("/redirect?http://localhost:\(server.port)/echo", change)
    #expect(!other.contains("t0ken"))
    #expect(other.contains("Referer: http://127.0.0.1:\(server.port)/redirect?"))
  }

  @Test func tokensOfOAuth2AreFetchedOnceAndSent() throws {
    let tokens = try FaultServer()
    for _ in 1...2 {
      let request = try request {
        $0.oauth2 = HTTPClientOptions.OAuth2(
          clientID: "me", clientSecret: .text(Secret("s3cret")), tokenURL: tokens.url("/token"))
      }
      #expect(request.contains("\r\nAuthorization: Bearer token-1\r\n"))
    }
    #expect(tokens.requests == 1)
  }

  @Test func thoseWhoNeedATokenAtTheSameTimeShareIt() throws {
    let tokens = try FaultServer()
    var prober = HTTPProber()
    prober.client.oauth2 = HTTPClientOptions.OAuth2(
      clientID: "me", clientSecret: .text(Secret("s3cret")), tokenURL: tokens.url("/token"))
    prober.failsIfBodyNotMatches = [try Pattern("Bearer token-1\r")]
    let results = try probes.probe(
      Array(repeating: (target: server.url("/echo"), prober: prober), count: 20))
    for result in results { #expect(result.report.failure == nil) }
    #expect(tokens.requests == 1)
  }

  @Test func aTokenThatNeverComesFailsAllWhoWaitForIt() throws {
    var prober = HTTPProber()
    prober.client.oauth2 = HTTPClientOptions.OAuth2(
      clientID: "me", clientSecret: .text(Secret("s3cret")), tokenURL: server.url("/status?401"))
    let results = try probes.probe(
      Array(repeating: (target: server.url("/echo"), prober: prober), count: 5))
    for result in results { #expect(result.report.failure?.reason == .status) }
  }

  @Test func aTokenThatIsNotThereFailsTheProbe() throws {
    var prober = HTTPProber()
    prober.client.oauth2 = HTTPClientOptions.OAuth2(
      clientID: "me", clientSecret: .text(Secret("s3cret")), tokenURL: server.url("/status?401"))
    let failure = try probes.probe(server.url("/"), prober).report.failure
    #expect(failure?.reason == .status)
    #expect(failure?.description.contains("s3cret") == false)
  }

  @Test func aSecretFileThatIsMissingIsOfTheConfiguration() throws {
    var prober = HTTPProber()
    prober.client.authorization = HTTPClientOptions.Authorization(
      credentials: .file("/nonexistent/token"))
    #expect(try probes.probe(server.url("/"), prober).report.failure?.reason == .configuration)
  }

  @Test func proxiesAreUsedButForExceptions() throws {
    let port = try freePort()
    try folder.write(
      """
      Port \(port)
      Listen 127.0.0.1
      Allow 127.0.0.1
      BasicAuth user pass
      ConnectPort 443

      """, to: "tinyproxy.conf")
    let proxy = try Program("tinyproxy", ["-d", "-c", "\(folder.path)/tinyproxy.conf"])
    #expect(proxy.wait { _ in isListening(port) })

    // What is on the loopback is never asked through a proxy that has exceptions.
    for (exceptions, isUsed) in [(nil, true), ("elsewhere.example", false)] as [(String?, Bool)] {
      let request = try request {
        $0.proxy.url = Secret("http://user:pass@127.0.0.1:\(port)")
        $0.proxy.exceptions = exceptions
      }
      #expect(request.lowercased().contains("(tinyproxy") == isUsed, "\(request)")
    }

    var prober = HTTPProber()
    prober.client.proxy.url = Secret("http://user:wrong@127.0.0.1:\(port)")
    #expect(try probes.probe(server.url("/"), prober).report.failure?.reason == .status)
    // A tunnel is made for TLS, which this proxy allows to no such port.
    prober.client.proxy.url = Secret("http://user:pass@127.0.0.1:\(port)")
    let refused = try probes.probe("https://127.0.0.1:\(server.port)/", prober).report
    #expect(refused.failure?.reason == .unreachable, "\(refused.failure?.description ?? "")")
    #expect(refused.failure?.description.contains("pass") == false)
  }

  @Test(arguments: [
    ("http://a.example/", "a.example", true), ("http://b.a.example/", "a.example", true),
    ("http://a.example/", ".a.example", false), ("http://b.a.example/", ".a.example", true),
    ("http://xa.example/", "a.example", false), ("http://10.1.2.3/", "10.0.0.0/8", true),
    ("http://11.1.2.3/", "10.0.0.0/8", false), ("http://a.example:81/", "a.example:80", false),
    ("http://a.example/", "a.example:80, other", true), ("http://a.example/", "*", true),
    ("http://localhost/", "", true), ("http://[::1]/", "", true), ("http://a.example/", "", false),
  ])
  func exceptionsAreReadAsGoReadsThem(_ url: String, _ exceptions: String, _ isOne: Bool) throws {
    #expect(ProxyExceptions(exceptions).include(try HTTPURL(url)) == isOne)
  }
}
