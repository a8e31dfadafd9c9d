import Shared
import TestSupport
import Testing

@testable import AppProbe

@Suite(.serialized, WebSocketServer.requirement.trait, TestAuthority.requirement.trait)
struct WebSocketProberTests {
  private let bench: ProbeBench
  private let server: WebSocketServer

  init() throws {
    bench = try ProbeBench()
    server = try WebSocketServer()
  }

  private func prober(_ yaml: String = "{}") throws -> WebSocketProber {
    try #require(try module("prober: websocket\nwebsocket: \(yaml)").prober as? WebSocketProber)
  }

  private func probe(
    _ path: String, _ yaml: String = "{}", hostname: String? = nil,
    within limit: Duration = .seconds(20)
  ) throws -> ProbeResult {
    try bench.probe(
      prober(yaml), "ws://127.0.0.1:\(server.port)\(path)", hostname: hostname, within: limit)
  }

  @Test func aConnectionThatBecomesAWebSocketIsEnough() throws {
    let report = try probe("/").report
    #expect(report.failure == nil)
    #expect(report.value(.webSocketStatusCode) == 101)
    #expect(report.value(.webSocketUpgraded) == 1)
    #expect(report.value(.webSocketFailedDueToRegex) == nil)
    #expect(report.value(.ipProtocol) == 4)
    for phase in ["resolve", "connect", "processing", "transfer"] {
      #expect(report.value(.webSocketDuration, [("phase", phase)]) != nil, "\(phase)")
    }
    let bare = try bench.probe(prober(), "127.0.0.1:\(server.port)")
    #expect(bare.report.failure == nil)
  }

  @Test func whatIsSaidIsAnswered() throws {
    let result = try probe(
      "/greet",
      """
      {query_response: [
        {expect: "^hello (.*)$", send: "I am ${1}", labels: [{name: who, value: "${1}"}]},
        {expect: "^you said I am visitor$"}, {send: bye}, {expect: "^you said bye$"}]}
      """)
    #expect(result.report.failure == nil, "\(result.report.failure as Any)")
    #expect(result.report.value(.webSocketFailedDueToRegex) == 0)
    #expect(result.labels(.expectInfo, "who") == ["visitor"])
  }

  @Test func aLongMessageIsReadWhole() throws {
    #expect(try probe("/long", "{query_response: [{expect: '^x+end$'}]}").report.failure == nil)
  }

  @Test func aMessageThatDoesNotMatchIsTheRegexsFailure() throws {
    let result = try probe("/greet", "{query_response: [{expect: '^good bye'}]}")
    #expect(result.reason == .expect)
    #expect(result.report.value(.webSocketFailedDueToRegex) == 1)
    #expect(result.report.value(.webSocketUpgraded) == 1)
  }

  @Test func whoAsksIsSaid() throws {
    for pattern in [
      #"\r\nX-One: a\r\nX-One: b\r\nX-Two: c\r\n"#, #"\r\nHost: shop\.example\r\n"#,
      #"\r\nAuthorization: Basic bWU6c2VjcmV0\r\n"#,
    ] {
      let result = try probe(
        "/head",
        """
        {http_config: {basic_auth: {username: me, password: secret}},
         headers: {X-One: {values: [a, b]}, X-Two: {secrets: [c]}},
         query_response: [{expect: '\(pattern)'}]}
        """, hostname: "shop.example")
      #expect(result.report.failure == nil, "\(pattern)")
    }
  }

  @Test(arguments: [
    ("/refuse", FailureReason.status, 403.0, "{}"), ("/garbage", .protocol, 0, "{}"),
    ("/liar", .protocol, 101, "{}"), ("/endless-head", .size, 0, "{}"),
    ("/mute", .timeout, 0, "{}"),
    ("/silent", .timeout, 101, "{query_response: [{expect: a}]}"),
    ("/close", .reset, 101, "{query_response: [{expect: a}]}"),
    ("/end", .reset, 101, "{query_response: [{expect: a}]}"),
    ("/masked", .protocol, 101, "{query_response: [{expect: a}]}"),
    ("/huge", .size, 101, "{query_response: [{expect: a}]}"),
    ("/endless", .size, 101, "{query_response: [{expect: a}]}"),
  ])
  func aFaultHasItsReason(
    _ path: String, _ reason: FailureReason, _ status: Double, _ yaml: String
  ) throws {
    let limit = Duration.milliseconds(reason == .timeout ? 1000 : 20_000)
    let result = try probe(path, yaml, within: limit)
    #expect(result.reason == reason, "\(result.report.failure as Any)")
    #expect(result.report.value(.webSocketStatusCode) == status)
    #expect(result.report.value(.webSocketFailedDueToRegex) ?? 0 == 0)
    if path == "/close" {
      #expect(result.report.failure?.description.hasSuffix("with 1011: no room") == true)
    }
  }

  @Test func nobodyListens() throws {
    #expect(try bench.probe(prober(), "ws://127.0.0.1:\(try freePort())/").reason == .refused)
    #expect(try bench.probe(prober(), "ftp://127.0.0.1/").reason == .configuration)
  }

  @Test func aWebSocketMayBeOverTLS() throws {
    let authority = try TestAuthority()
    let server = try WebSocketServer(try authority.issue("server", for: "DNS:localhost"))
    let trusting = try prober(
      "{http_config: {tls_config: {ca_file: '\(authority.certificateFile)'}}}")
    let report = try bench.probe(trusting, "wss://localhost:\(server.port)/").report
    #expect(report.failure == nil)
    #expect(report.value(.sslVerified) == 1)
    #expect(report.value(.sslEarliestExpiry) != nil)
    #expect(try bench.probe(trusting, "wss://127.0.0.1:\(server.port)/").reason == .tlsName)
    #expect(try bench.probe(prober(), "wss://localhost:\(server.port)/").reason == .tlsUntrusted)
  }
}
