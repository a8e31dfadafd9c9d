import Shared
import TestSupport
import Testing

@testable import AppProbe

/// What HTTP servers do wrong, and what a probe says of it.
@Suite(.serialized, FaultServer.requirement.trait)
struct HTTPProberTests {
  private let probes: ProbeOnLoop
  private let server: FaultServer

  init() throws {
    probes = try ProbeOnLoop()
    server = try FaultServer()
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let path: String
    let reason: FailureReason
    var status = 0.0
    var limit = Duration.seconds(20)
    var change: @Sendable (inout HTTPProber) throws -> Void = { _ in }

    var testDescription: String { "\(path): \(reason)" }
  }

  static let faults: [Fault] = [
    Fault(path: "/silent", reason: .timeout, limit: .milliseconds(400)),
    Fault(path: "/half-head", reason: .timeout, limit: .milliseconds(400)),
    Fault(path: "/drip-head", reason: .timeout, limit: .milliseconds(1500)),
    Fault(path: "/drip", reason: .timeout, status: 200, limit: .milliseconds(1500)),
    Fault(path: "/endless", reason: .timeout, status: 200, limit: .milliseconds(600)),
    Fault(path: "/endless", reason: .size, status: 200) { $0.bodySizeLimit = 1 << 20 },
    Fault(path: "/endless", reason: .size, status: 200) {
      $0.failsIfBodyMatches = [try Pattern("nothing")]
    },
    Fault(path: "/endless-head", reason: .size),
    Fault(path: "/loop", reason: .redirects, status: 302),
    Fault(path: "/redirect?ftp://127.0.0.1/", reason: .configuration, status: 302),
    Fault(path: "/redirect?http://127.0.0.1:1/", reason: .refused),
    Fault(path: "/redirect?http://nobody.invalid/", reason: .dns, status: 302),
    Fault(path: "/status?500", reason: .status, status: 500),
    Fault(path: "/status?204", reason: .status, status: 204) { $0.validStatusCodes = [200, 201] },
    Fault(path: "/reset", reason: .reset),
    Fault(path: "/close", reason: .reset),
    Fault(path: "/short", reason: .reset, status: 200),
    Fault(path: "/garbage", reason: .protocol),
    Fault(path: "/bomb", reason: .size, status: 200) {
      $0.compression = "gzip"
      $0.bodySizeLimit = 10 << 20
    },
    Fault(path: "/not-gzip", reason: .body, status: 200) { $0.compression = "gzip" },
    Fault(path: "/gzip", reason: .body, status: 200) { $0.compression = "br" },
    Fault(path: "/", reason: .body, status: 200) { $0.compression = "gzip" },
    Fault(path: "/", reason: .body, status: 200) {
      $0.failsIfBodyNotMatches = [try Pattern("good bye")]
    },
    Fault(path: "/", reason: .body, status: 200) { $0.failsIfBodyMatches = [try Pattern("hel+o")] },
    Fault(path: "/", reason: .header, status: 200) {
      $0.failsIfHeaderMatches = [
        HTTPProber.HeaderRule(name: "x-test", pattern: try Pattern("yes"), allowsMissing: false)
      ]
    },
    Fault(path: "/", reason: .header, status: 200) {
      $0.failsIfHeaderNotMatches = [
        HTTPProber.HeaderRule(name: "X-Test", pattern: try Pattern("no"), allowsMissing: false)
      ]
    },
    Fault(path: "/", reason: .header, status: 200) {
      $0.failsIfHeaderMatches = [
        HTTPProber.HeaderRule(name: "X-None", pattern: try Pattern("x"), allowsMissing: false)
      ]
    },
    Fault(path: "/", reason: .version, status: 200) { $0.validVersions = ["HTTP/2.0"] },
    Fault(path: "/", reason: .ssl, status: 200) { $0.failsIfNotTLS = true },
    Fault(path: "/", reason: .dns) {
      $0.client.ip = IPPreference(preferred: .ip6, fallsBack: false)
    },
    Fault(path: "/", reason: .configuration) { $0.body = .file("/nonexistent/body") },
    Fault(path: "/", reason: .configuration) {
      $0.headers = [HTTPProber.Header(name: "X", value: .text(Secret("a\r\nInjected: yes")))]
    },
  ]

  @Test(arguments: faults) func aFaultHasItsReason(_ fault: Fault) throws {
    var prober = HTTPProber()
    try fault.change(&prober)
    let result = try probes.probe(server.url(fault.path), prober, within: fault.limit)
    let report = result.report
    #expect(report.failure?.reason == fault.reason, "\(report.failure?.description ?? "none")")
    #expect(report.value(.httpStatusCode) == fault.status)
    #expect(report.value(.success) == 0)
    #expect(report.value(.failureInfo, [("reason", fault.reason.rawValue)]) == 1)
    #expect(result.duration < fault.limit + .seconds(2))
  }

  @Test func nobodyListens() throws {
    let result = try probes.probe("http://127.0.0.1:\(try freePort())/", HTTPProber())
    #expect(result.report.failure?.reason == .refused)
    #expect(result.report.value(.httpDuration, [("phase", "connect")]) == nil)
    #expect(result.report.value(.ipAddressHash) == 3_668_918_509)
  }

  @Test func aNameWithoutAddressIsOfDNS() throws {
    let result = try probes.probe("nobody.invalid", HTTPProber())
    #expect(result.report.failure?.reason == .dns)
    #expect(result.report.value(.ipProtocol) == 0)
    #expect(result.report.value(.dnsLookupTime) != nil)
  }

  /// A name server that does not answer costs the probe its own time, and no other probe any.
  @Test func aResolverThatHangsIsOfDNS() throws {
    let gate = Gate()
    let bench = try ProbeBench(
      resolver: ProbeResolver { name in
        gate.pass()
        return .failed("it was let go")
      })
    defer { gate.open() }
    let hanging = try bench.probe(HTTPProber(), "http://slow.example/", within: .milliseconds(400))
    #expect(hanging.reason == .dns)
    #expect(
      hanging.report.failure?.description
        == "slow.example: the name servers do not answer", "\(hanging.report.failure as Any)")
    #expect(hanging.duration >= .milliseconds(400))
    #expect(try bench.probe(HTTPProber(), server.url("/")).report.failure == nil)
  }

  @Test func redirectsToWhatTheRulesRefuseAreNotFollowed() throws {
    let other = try FaultServer()
    var rules = TargetRules()
    rules.allowed = [try AllowedTarget("127.0.0.1:\(server.port)")]
    let strict = try ProbeOnLoop(rules: rules)
    let result = try strict.probe(
      server.url("/redirect?http://127.0.0.1:\(other.port)/"), HTTPProber())
    #expect(result.report.failure?.reason == .forbidden)
    #expect(try strict.probe(server.url("/"), HTTPProber()).isSuccess)
  }

  @Test func anAnswerIsReported() throws {
    let report = try probes.probe("127.0.0.1:\(server.port)", HTTPProber()).report
    #expect(report.failure == nil)
    #expect(report.value(.success) == 1)
    #expect(report.value(.httpStatusCode) == 200)
    #expect(report.value(.httpVersion) == 1.1)
    #expect(report.value(.httpContentLength) == 5)
    #expect(report.value(.httpUncompressedBodyLength) == 5)
    #expect(report.value(.httpLastModified) == 784_111_777)
    #expect(report.value(.httpRedirects) == 0)
    #expect(report.value(.httpSSL) == 0)
    #expect(report.value(.failedDueToRegex) == 0)
    #expect(report.value(.ipProtocol) == 4)
    #expect(report.value(.ipAddressHash) == 3_668_918_509)
    for phase in ["resolve", "connect", "tls", "processing", "transfer"] {
      #expect(report.value(.httpDuration, [("phase", phase)]) != nil, "\(phase)")
    }
  }

  /// Debian's libcurl has them all.
  @Test(arguments: ["gzip", "br", "deflate"])
  func whatIsCompressedIsUnpacked(compression: String) throws {
    var prober = HTTPProber()
    prober.compression = compression
    prober.failsIfBodyNotMatches = [try Pattern("^hello, packed$")]
    let report = try probes.probe(server.url("/\(compression)"), prober).report
    #expect(report.failure == nil)
    #expect(report.value(.httpUncompressedBodyLength) == 13)
  }

  @Test func redirectsAreCountedWhereTheyAreFollowed() throws {
    var prober = HTTPProber()
    #expect(
      try probes.probe(server.url("/redirect?/"), prober).report.value(.httpRedirects) == 1)
    prober.client.followsRedirects = false
    prober.validStatusCodes = [302]
    let report = try probes.probe(server.url("/redirect?/"), prober).report
    #expect(report.failure == nil)
    #expect(report.value(.httpRedirects) == 0)
    #expect(report.value(.httpUncompressedBodyLength) == 9)
  }

  @Test func theBodyOfARedirectIsNotWaitedFor() throws {
    #expect(try probes.probe(server.url("/redirect-endless"), HTTPProber()).isSuccess)
  }

  @Test func anAddressOfVersion6IsUsed() throws {
    let server = try FaultServer(address: "::1")
    var prober = HTTPProber()
    prober.client.ip = IPPreference(preferred: .ip6, fallsBack: false)
    let report = try probes.probe("http://[::1]:\(server.port)/", prober).report
    #expect(report.failure == nil)
    #expect(report.value(.ipProtocol) == 6)
    prober.client.ip = IPPreference(preferred: .ip4, fallsBack: false)
    let other = try probes.probe("http://[::1]:\(server.port)/", prober).report
    #expect(other.failure?.reason == .dns)
  }

  @Test func aNameThatHasOnlyAnAddressOfVersion6IsReached() throws {
    let server = try FaultServer(address: "::1")
    let bench = try ProbeBench(resolver: ProbeResolver { _ in .found(["::1"]) })
    var prober = HTTPProber()
    // Also where the other version is preferred, unless nothing else will do.
    for preferred in [IPPreference.Version.ip6, .ip4] {
      prober.client.ip = IPPreference(preferred: preferred, fallsBack: true)
      let report = try bench.probe(prober, "http://six.example:\(server.port)/").report
      #expect(report.failure == nil)
      #expect(report.value(.ipProtocol) == 6)
    }
    prober.client.ip.fallsBack = false
    let failure = try bench.probe(prober, "http://six.example:\(server.port)/").report.failure
    #expect(failure?.reason == .dns)
    #expect(
      failure?.description
        == "six.example has no address of IPv4, and ip_protocol_fallback is not set")
  }

  @Test func theHostOfARequestIsTheServersName() throws {
    var prober = HTTPProber()
    prober.failsIfBodyNotMatches = [try Pattern("\r\nHost: other\\.example\r\n")]
    let result = try probes.probe(server.url("/echo"), prober, hostname: "other.example")
    #expect(result.report.failure == nil)
  }

  @Test func anyStatusMayBeAccepted() throws {
    var prober = HTTPProber()
    prober.acceptsAnyStatus = true
    #expect(try probes.probe(server.url("/status?500"), prober).isSuccess)
  }
}
