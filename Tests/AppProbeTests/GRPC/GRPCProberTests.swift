import Shared
import TestSupport
import Testing

@testable import AppProbe

/// Against an nginx that answers as a gRPC server does.
@Suite(
  .serialized, NginxServer.requirement.trait, TestAuthority.requirement.trait,
  FaultServer.requirement.trait)
struct GRPCProberTests {
  private let authority: TestAuthority
  private let nginx: NginxServer
  private let probes: ProbeOnLoop
  private let ports: [String: Int]

  init() throws {
    let authority = try TestAuthority()
    self.authority = authority
    let identity = try authority.issue("server")
    let names = ["serving", "not", "unknown", "secure", "page"]
    let ports = Dictionary(uniqueKeysWithValues: try names.map { ($0, try freePort()) })
    func listen(_ name: String, _ lines: String = "http2") -> String {
      "listen 127.0.0.1:\(ports[name] ?? 0) \(lines);"
    }
    // A file answers no POST but as the page of an error.
    func answer(_ file: String) -> String {
      """
      default_type application/grpc;
      error_page 405 =200 /\(file);
      location / { try_files /\(file) =404; add_trailer grpc-status 0; }
      """
    }
    nginx = try NginxServer(
      """
      server { \(listen("serving")) \(answer("serving")) }
      server { \(listen("not")) \(answer("not")) }
      server {
        \(listen("secure", "ssl http2"))
        ssl_certificate \(identity.certificateFile);
        ssl_certificate_key \(identity.keyFile);
        \(answer("serving"))
      }
      server {
        \(listen("unknown"))
        default_type application/grpc;
        add_header grpc-status 5;
        add_header grpc-message "unknown service";
        return 200;
      }
      server { \(listen("page")) return 200 "hello"; }
      """,
      files: [
        "www/serving": "\0\0\0\0\u{2}\u{8}\u{1}", "www/not": "\0\0\0\0\u{2}\u{8}\u{2}",
      ], readyAt: ports["page"] ?? 0)
    self.ports = ports
    probes = try ProbeOnLoop()
  }

  private func probe(
    _ server: String, _ change: (inout GRPCProber) -> Void = { _ in }
  ) throws -> ProbeReport {
    var prober = GRPCProber()
    change(&prober)
    return try probes.probe("127.0.0.1:\(ports[server] ?? 0)", prober).report
  }

  @Test func aServiceThatServesIsFine() throws {
    let report = try probe("serving")
    #expect(report.failure == nil, "\(report.failure?.description ?? "")")
    #expect(report.value(.grpcStatusCode) == 0)
    #expect(report.value(.grpcServingStatus, [("serving_status", "SERVING")]) == 1)
    #expect(report.value(.grpcServingStatus, [("serving_status", "NOT_SERVING")]) == 0)
    #expect(report.value(.grpcSSL) == 0)
    #expect(report.value(.ipAddressHash) == 3_668_918_509)
    #expect((report.value(.grpcDuration, [("phase", "check")]) ?? 0) > 0)
    #expect(report.value(.grpcDuration, [("phase", "resolve")]) != nil)
  }

  @Test(arguments: [
    ("not", FailureReason.serving, 0.0), ("unknown", .status, 5), ("page", .protocol, 0),
  ])
  func aServiceThatDoesNotIsNot(
    _ server: String, _ reason: FailureReason, _ code: Double
  ) throws {
    let report = try probe(server)
    #expect(report.failure?.reason == reason, "\(report.failure?.description ?? "")")
    #expect(report.value(.grpcStatusCode) == code)
    #expect(report.value(.grpcServingStatus, [("serving_status", "SERVING")]) == 0)
  }

  @Test func tlsIsReported() throws {
    let report = try probe("secure") {
      $0.usesTLS = true
      $0.tls.authorityFile = authority.certificateFile
    }
    #expect(report.failure == nil, "\(report.failure?.description ?? "")")
    #expect(report.value(.grpcSSL) == 1)
    #expect(report.value(.sslVerified) == 1)
    let untrusted = try probe("secure") { $0.usesTLS = true }
    #expect(untrusted.failure?.reason == .tlsUntrusted)
    #expect(untrusted.value(.sslEarliestExpiry) != nil)
    #expect(untrusted.value(.grpcStatusCode) == 14)
  }

  @Test func whoDoesNotAnswerCostsTheDeadline() throws {
    // It waits for the end of a head of HTTP/1.1.
    let server = try FaultServer()
    let result = try probes.probe(
      "127.0.0.1:\(server.port)", GRPCProber(), within: .milliseconds(400))
    #expect([.timeout, .protocol, .reset].contains(result.report.failure?.reason))
    #expect(result.duration < .seconds(3))
  }

  @Test func nobodyListens() throws {
    let report = try probes.probe("127.0.0.1:\(try freePort())", GRPCProber()).report
    #expect(report.failure?.reason == .refused)
    #expect(report.value(.grpcStatusCode) == 14)
  }
}
