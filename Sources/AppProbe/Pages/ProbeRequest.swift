import Shared

/// A request to `/probe` that can be answered: what is probed, how, and for how long at most.
struct ProbeRequest: Sendable {
  let module: Module
  let target: String
  /// The name that the target is to be asked for.
  let hostname: String?
  let limit: Duration
  /// Whether the answer tells what happened, for people.
  let wantsDebug: Bool

  private static let standardModule = "http_2xx"

  /// The name of the module that a request is for.
  static func module(of request: HTTPRequest) -> String {
    request.value("module") ?? standardModule
  }

  /// - Parameter offset: Of `--timeout-offset`, in seconds.
  init(_ request: HTTPRequest, _ module: Module, offset: Double) throws(TargetRefusal) {
    self.module = module
    limit = try ScrapeTimeout.limit(
      header: request.header("X-Prometheus-Scrape-Timeout-Seconds"), offset: offset)
    // Decoded once, as everybody encodes it: blackbox_exporter decodes it twice, so that a plus sign
    // becomes a space.
    guard let target = request.value("target") else {
      throw .badRequest("target is missing: ask for /probe?target=https://example.com&module=NAME")
    }
    self.target = target
    hostname = request.value("hostname")
    wantsDebug = request.value("debug") == "true"
    if let hostname { try Self.check(hostname, module) }
  }

  /// Refuses what is no name of a host, which becomes a header or a part of one, and a host that is
  /// another than the module's own.
  private static func check(_ hostname: String, _ module: Module) throws(TargetRefusal) {
    guard hostname.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw .badRequest("hostname is not the name of a host")
    }
    guard let prober = module.prober as? HTTPProber else { return }
    for header in prober.headers where header.name.lowercased() == "host" {
      guard header.value != .text(Secret(hostname)) else { continue }
      throw .badRequest(
        "module \(module.name) has a Host header of its own: leave hostname out, or use another module"
      )
    }
  }
}

extension HTTPRequest {
  /// The first value of a parameter, if it is not empty.
  func value(_ name: String) -> String? {
    queryValues(name).first.flatMap { $0.isEmpty ? nil : $0 }
  }
}
