import Shared

/// Probes by one request over HTTP, and looks at what is answered.
struct HTTPProber: Prober {
  static let kind = "http"

  struct Header: Sendable {
    var name: String
    var value: Credential
  }

  struct HeaderRule: Sendable {
    var name: String
    var pattern: Pattern
    /// Whether an answer without the header passes.
    var allowsMissing: Bool
  }

  enum Body: Sendable {
    case none
    case text([UInt8])
    case file(String)
  }

  /// None stands for 200 to 299.
  var validStatusCodes: [Int] = []
  /// Whether every status is a success.
  var acceptsAnyStatus = false
  /// As in `HTTP/1.1`; none stands for all.
  var validVersions: [String] = []
  var method = "GET"
  var headers: [Header] = []
  var body = Body.none
  /// Bytes, 0 for no limit of the configuration's.
  var bodySizeLimit = 0
  /// `gzip`, `br`, `deflate` or `identity`: what the body must be compressed with.
  var compression: String?
  var failsIfTLS = false
  var failsIfNotTLS = false
  var failsIfBodyMatches: [Pattern] = []
  var failsIfBodyNotMatches: [Pattern] = []
  /// Conditions on the body, which must then be JSON.
  var failsIfJSONMatches: CELExpression?
  var failsIfJSONNotMatches: CELExpression?
  var failsIfHeaderMatches: [HeaderRule] = []
  var failsIfHeaderNotMatches: [HeaderRule] = []
  @Apart var client = HTTPClientOptions()

  /// The most bytes of a body that are kept for patterns, where the configuration sets no limit.
  private static let keptLimit = 16 << 20

  func run(_ probe: Probe) async throws(ProbeFailure) {
    prepare(&probe.report)
    let route = try route(probe)
    await probe.loop.http.perform(route)
    try conclude(route, probe)
  }

  // Neither is part of the frame that waits.

  @inline(never)
  private func conclude(_ route: HTTPRoute, _ probe: Probe) throws(ProbeFailure) {
    report(route.answer, in: &probe.report)
    try check(route.answer, probe)
  }

  @inline(never)
  private func route(_ probe: Probe) throws(ProbeFailure) -> HTTPRoute {
    HTTPRoute(try exchange(probe), for: probe)
  }

  private func exchange(_ probe: Probe) throws(ProbeFailure) -> HTTPExchange {
    let keepsBody = !failsIfBodyMatches.isEmpty || !failsIfBodyNotMatches.isEmpty || looksAtJSON
    let limit = bodySizeLimit > 0 ? bodySizeLimit : keepsBody ? Self.keptLimit : Int.max
    var exchange = HTTPExchange(method: method, url: Self.url(of: probe.target), bodyLimit: limit)
    exchange.keepsBody = keepsBody
    exchange.$client = $client
    exchange.compression = compression
    for header in headers {
      exchange.headers.append((header.name, Secret(try header.value.reveal())))
    }
    if let hostname = probe.hostname { exchange.headers.append(("Host", Secret(hostname))) }
    switch body {
    case .none: break
    case .text(let text): exchange.body = text
    case .file(let path):
      do throws(SystemError) {
        exchange.body = try SmallFile.contents(of: path)
      } catch {
        throw ProbeFailure(.configuration, error.description)
      }
    }
    return exchange
  }

  /// A target without a scheme is of HTTP.
  private static func url(of target: String) -> String {
    let start = target.prefix(8).lowercased()
    let hasScheme = start.hasPrefix("http://") || start.hasPrefix("https://")
    return hasScheme ? target : "http://\(target)"
  }
}
