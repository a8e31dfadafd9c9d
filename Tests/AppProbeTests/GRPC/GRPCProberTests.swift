import Shared
import TestSupport
import Testing

@testable import AppProbe

@Suite(
  .serialized, HealthServer.requirement.trait, NginxServer.requirement.trait,
  TestAuthority.requirement.trait)
struct GRPCProberTests {
  private let probes: ProbeOnLoop
  private let server: HealthServer

  init() throws {
    probes = try ProbeOnLoop()
    server = try HealthServer()
  }

  private func probe(
    _ service: String = "", port: Int? = nil, within limit: Duration = .seconds(20),
    _ change: (inout GRPCProber) -> Void = { _ in }
  ) throws -> ProbeReport {
    var prober = GRPCProber()
    prober.service = service
    change(&prober)
    return try probes.probe("127.0.0.1:\(port ?? server.port)", prober, within: limit).report
  }

  @Test(arguments: ["", "a.Service"]) func aServiceThatServesIsFine(_ service: String) throws {
    let report = try probe(service)
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
    ("down", FailureReason.serving, 0.0), ("unknown", .status, 5), ("page", .protocol, 0),
    ("garbage", .protocol, 0), ("silent", .timeout, 4),
  ])
  func aServiceThatDoesNotServeIsNot(
    _ service: String, _ reason: FailureReason, _ code: Double
  ) throws {
    let report = try probe(service, within: .milliseconds(800))
    #expect(report.failure?.reason == reason, "\(report.failure?.description ?? "")")
    #expect(report.value(.grpcStatusCode) == code)
    #expect(report.value(.grpcServingStatus, [("serving_status", "SERVING")]) == 0)
    let isDown = report.value(.grpcServingStatus, [("serving_status", "NOT_SERVING")]) == 1
    #expect(isDown == (service == "down"))
  }

  @Test func tlsIsReported() throws {
    let authority = try TestAuthority()
    let server = try HealthServer(try authority.issue("server"))
    let report = try probe(port: server.port) {
      $0.usesTLS = true
      $0.tls.authorityFile = authority.certificateFile
    }
    #expect(report.failure == nil, "\(report.failure?.description ?? "")")
    #expect(report.value(.grpcSSL) == 1)
    #expect(report.value(.sslVerified) == 1)
    let untrusted = try probe(port: server.port) { $0.usesTLS = true }
    #expect(untrusted.failure?.reason == .tlsUntrusted)
    #expect(untrusted.value(.sslEarliestExpiry) != nil)
    #expect(untrusted.value(.grpcStatusCode) == 14)
  }

  @Test func aServerOfWebPagesIsNone() throws {
    let port = try freePort()
    let nginx = try NginxServer(
      "server { listen 127.0.0.1:\(port); return 200 hello; }", readyAt: port)
    let failure = try probe(port: port).failure
    // It ends the connection over what is no HTTP/1.1 to it.
    #expect(failure?.reason == .reset, "\(failure?.description ?? "")")
    _ = nginx
  }

  @Test func nobodyListens() throws {
    let report = try probe(port: try freePort())
    #expect(report.failure?.reason == .refused)
    #expect(report.value(.grpcStatusCode) == 14)
  }
}
