import Shared

/// Probes by gRPC's health check.
struct GRPCProber: Prober {
  static let kind = "grpc"

  /// Empty for the server as a whole.
  var service = ""
  var usesTLS = false
  var tls = TLSSettings()
  var ip = IPPreference()
  var metadata: [(name: String, value: String)] = []

  /// Status codes of gRPC.
  private enum Code {
    static let ok = 0
    static let deadlineExceeded = 4
    static let unavailable = 14
  }

  func run(_ probe: Probe) async throws(ProbeFailure) {
    for metric: ProbeMetric in [.ipProtocol, .ipAddressHash, .grpcSSL, .grpcStatusCode] {
      probe.report.set(metric, 0)
    }
    report(serving: nil, in: &probe.report)
    let route = try route(probe)
    await probe.loop.http.perform(route)
    try check(route.answer, probe)
  }

  // Not part of the frame that waits.
  @inline(never)
  private func route(_ probe: Probe) throws(ProbeFailure) -> HTTPRoute {
    guard !probe.target.utf8.contains(UInt8(ascii: "/")) else {
      throw ProbeFailure(.configuration, "the target is no host:port")
    }
    let url = "\(usesTLS ? "https" : "http")://\(probe.target)\(HealthCheck.path)"
    // The answer is a few bytes.
    var exchange = HTTPExchange(method: "POST", url: url, bodyLimit: 64 << 10)
    exchange.headers = [("Content-Type", Secret("application/grpc")), ("TE", Secret("trailers"))]
    exchange.headers += metadata.map { ($0.name, Secret($0.value)) }
    exchange.body = HealthCheck.request(service)
    exchange.needsHTTP2 = true
    exchange.client.tls = tls
    exchange.client.ip = ip
    exchange.client.followsRedirects = false
    return HTTPRoute(exchange, for: probe)
  }

  private func check(_ answer: HTTPAnswer, _ probe: Probe) throws(ProbeFailure) {
    report(answer, in: &probe.report)
    if let failure = answer.failure {
      let code = failure.reason == .timeout ? Code.deadlineExceeded : Code.unavailable
      if answer.firstAddress != nil { probe.report.set(.grpcStatusCode, code) }
      throw failure
    }
    guard answer.status == 200, let code = answer.grpcStatus else {
      throw ProbeFailure(
        .protocol, "the answer is not of gRPC: its HTTP status is \(answer.status)")
    }
    probe.report.set(.grpcStatusCode, code)
    guard code == Code.ok else {
      throw ProbeFailure(.status, OneLine.of("gRPC status \(code): \(answer.grpcMessage)") { $0 })
    }
    guard let status = HealthCheck.status(answer.body) else {
      throw ProbeFailure(.protocol, "the answer is no message of a health check")
    }
    report(serving: status, in: &probe.report)
    guard status == HealthCheck.serving else {
      let name =
        HealthCheck.statuses.indices.contains(status) ? HealthCheck.statuses[status] : "\(status)"
      throw ProbeFailure(.serving, "the service says that it is \(name)")
    }
  }

  private func report(serving status: Int?, in report: inout ProbeReport) {
    for (number, name) in HealthCheck.statuses.enumerated() {
      report.set(.grpcServingStatus, number == status ? 1 : 0, [("serving_status", name)])
    }
  }

  private func report(_ answer: HTTPAnswer, in report: inout ProbeReport) {
    if let address = answer.firstAddress {
      report.set(.ipProtocol, address.version.number)
      report.set(.ipAddressHash, address.hash)
    }
    if let lookupTime = answer.lookupTime { report.set(.dnsLookupTime, lookupTime) }
    var check: Duration?
    for (name, span) in answer.phases {
      if name == "resolve" {
        report.set(.grpcDuration, span, [("phase", name)])
      } else {
        check = (check ?? .zero) + span
      }
    }
    if let check { report.set(.grpcDuration, check, [("phase", "check")]) }
    report.set(.grpcSSL, answer.isTLS)
    answer.tls?.write(into: &report)
  }
}

extension HTTPAnswer {
  /// What follows the body, or stands in the head where there is no body.
  private func trailer(_ name: String) -> String? {
    trailers.first { $0.name.isEqualIgnoringCase(name) }?.value ?? header(name)
  }

  fileprivate var grpcStatus: Int? { trailer("grpc-status").flatMap { Int($0) } }
  fileprivate var grpcMessage: String { trailer("grpc-message") ?? "" }
}
