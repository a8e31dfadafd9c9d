import Logging
import Shared
import Synchronization

/// Answers `/probe?target=&auth_module=`: the metrics of a server that the request names.
///
/// A probe connects to where its request says, so that whoever can reach the exporter can have it
/// knock at doors within its network; `--probe.targets` limits at which. A module's credentials go
/// only to the servers that the module lists, and nothing of the exporter's own data sources,
/// environment or files goes to any.
final class ProbeEndpoint: Sendable {
  private let configuration: Configuration<ProbeConfiguration>
  private let allowed: [TargetPattern]
  private let renderer: PageRenderer
  private let libpqVersion: Int
  private let makeSource: @Sendable (ServerSource) throws -> any ScrapeSource
  private let sources: ServerCache<any ScrapeSource>
  private let limit: Int?
  private let underWay = Atomic(0)

  /// - Parameters:
  ///   - allowed: Which servers may be probed; all when it is empty.
  ///   - limit: How many probes are answered at a time. Whoever can reach the exporter can name servers
  ///     that hang, and must not take all of its requests with them.
  ///   - libpqVersion: As `PQlibVersion` says it.
  ///   - connectionsPerEndpoint: How many users and databases of one server keep a connection.
  ///   - makeSource: Makes what reads a server, which is kept for the next probe of it.
  init(
    _ configuration: Configuration<ProbeConfiguration>, allowed: [TargetPattern],
    renderer: PageRenderer, limit: Int? = nil, libpqVersion: Int = .max,
    connectionsPerEndpoint: Int = .max,
    _ makeSource: @escaping @Sendable (ServerSource) throws -> any ScrapeSource
  ) {
    self.configuration = configuration
    self.allowed = allowed
    self.renderer = renderer
    self.limit = limit
    self.libpqVersion = libpqVersion
    self.makeSource = makeSource
    sources = ServerCache(limitPerEndpoint: connectionsPerEndpoint)
  }

  func answer(_ request: HTTPRequest) -> HTTPResponse {
    let count = underWay.add(1, ordering: .relaxed).newValue
    defer { underWay.subtract(1, ordering: .relaxed) }
    if let limit, count > limit {
      return .text(
        .serviceUnavailable,
        """
        Too many probes are being answered already: \(limit) at a time, half of --web.max-requests, so \
        that the metrics path is answered too.

        """)
    }
    let source: any ScrapeSource
    do {
      let target = try ProbeTarget(
        request, configuration.value, allowed: allowed, libpqVersion: libpqVersion)
      source = try sources.value(for: target.key) {
        try makeSource(ServerSource(target.source))
      }
    } catch let refusal as TargetRefusal {
      return refusal.response
    } catch {
      return .text(.badRequest, "\(error)\n")
    }
    return renderer.answer(request, from: source)
  }

  /// Reads the configuration again, and lets go of the servers that were logged in to with the old
  /// one.
  func reload() throws {
    try configuration.reload()
    sources.forget { !$0.module.text.isEmpty }
  }
}
