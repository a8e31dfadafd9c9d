import Logging
import Shared
import Synchronization

/// Answers `/scrape?target=`: the metrics of a server that the request names.
///
/// It connects to where its request says, so that whoever can reach the exporter can have it knock at
/// doors within its network; `--scrape.targets` limits at which. A password goes only to a server
/// that the password file names.
final class ScrapeEndpoint: Sendable {
  private let passwords: Configuration<(PasswordFile, generation: UInt64)>?
  private let allowed: [TargetPattern]
  private let keys: KeySettings
  /// Whether keys are followed to other nodes of a cluster.
  private let followsKeys: Bool
  private let maker: ServerMaker
  private let renderer: PageRenderer
  private let sources = ServerCache<any ScrapeSource>(limitPerEndpoint: 4)
  /// Of its own: names that nobody answers for must not keep the exporter's own server from being
  /// resolved.
  private let resolver = Resolver()
  /// How many are answered at a time: whoever can name servers that hang must not take all requests.
  private let limit: Int
  private let underWay = Atomic(0)
  private let failures = Atomic<UInt64>(0)

  init(
    _ passwords: Configuration<(PasswordFile, generation: UInt64)>?, allowed: [TargetPattern],
    keys: KeySettings, followsKeys: Bool, _ maker: ServerMaker, renderer: PageRenderer, limit: Int
  ) {
    self.passwords = passwords
    self.allowed = allowed
    self.keys = keys
    self.followsKeys = followsKeys
    self.maker = maker
    self.renderer = renderer
    self.limit = limit
  }

  func answer(_ request: HTTPRequest) -> HTTPResponse {
    let count = underWay.add(1, ordering: .relaxed).newValue
    defer { underWay.subtract(1, ordering: .relaxed) }
    guard count <= limit else {
      return .text(
        .serviceUnavailable,
        "Too many servers are being scraped already: \(limit) at a time, half of --web.max-requests, "
          + "so that the metrics path is answered too.\n")
    }
    let (file, generation) = passwords?.value ?? (.none, 0)
    do {
      let target = try ScrapeTarget(
        request, file, generation: generation, allowed: allowed, keys: keys)
      let source = try sources.value(for: target.key) {
        try maker.source(
          for: target.address, keys: target.keys, resolver: resolver,
          isTrusted: target.address.password != nil, serverName: target.serverName,
          node: followsKeys ? target.node : nil)
      }
      return renderer.answer(request, from: source)
    } catch let refusal as TargetRefusal {
      failures.add(1, ordering: .relaxed)
      return refusal.response
    } catch {
      failures.add(1, ordering: .relaxed)
      return .text(.badRequest, "\(error)\n")
    }
  }

  /// Reads the passwords again, and lets go of the servers that were logged in to with the old ones.
  func reload() throws {
    try passwords?.reload()
    sources.forget { _ in true }
  }

  func write(into metrics: inout MetricWriter) {
    metrics.counter(
      "redis_target_scrape_request_errors_total", "Requests to /scrape that were refused.",
      failures.load(ordering: .relaxed))
    passwords?.write(prefix: "redis_exporter", into: &metrics)
  }
}
