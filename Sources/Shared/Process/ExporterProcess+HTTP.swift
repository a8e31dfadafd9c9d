internal import Glibc
internal import Logging

extension ExporterProcess {
  /// Opens what is listened on.
  func listen() throws -> [Listener] {
    let addresses =
      web.listenAddresses.isEmpty ? [":\(program.defaultPort)"] : web.listenAddresses
    return try addresses.flatMap { try Listener.open(ListenAddress($0)) }
  }

  /// Starts the server with the paths that every exporter has and those of this one.
  func start(
    _ exporter: Exporter, behind gate: (any HTTPGate)?, on listeners: [Listener],
    _ pool: ThreadPool
  ) throws -> HTTPServer {
    let metrics = MetricsEndpoint(
      program, exporter, servesOwnMetrics: !web.disablesExporterMetrics)
    let metricsPath = web.pathPrefix + web.telemetryPath
    let router = HTTPRouter(routes(of: exporter, metrics), prefix: web.pathPrefix)
    var configuration = HTTPServerConfiguration()
    configuration.maxRequests = web.maxRequests
    let deferred = exporter.routes.filter(\.isDeferred).map { web.pathPrefix + $0.path }
    let unlimited = unlimitedPaths.union(deferred)
    configuration.isLimited = { !unlimited.contains($0.path) }
    configuration.maxConnections = OpenFileLimit.connections(of: OpenFileLimit.current)
    if let gate { configuration.put(gate) }
    configuration.onResponse = { request, status in
      // Those that came through were counted by the endpoint.
      if status == .serviceUnavailable, request?.path == metricsPath { metrics.noteRefused(status) }
    }
    // Nobody would be served; whoever started the process can start it again.
    configuration.onFailure = { _exit(1) }
    let server = try HTTPServer(configuration: configuration, pool: pool, log: log) {
      request, reply in
      if let refusal = gate?.refusal(of: request) { return reply(refusal) }
      router.answer(request, reply)
    }
    try server.start(on: listeners)
    for listener in listeners {
      log.info("listening", metadata: ["address": "\(listener)"])
    }
    return server
  }

  /// What answers even while as many scrapes hang as may be under way: whoever probes whether the
  /// process lives would end it otherwise.
  private var unlimitedPaths: Set<String> {
    var paths = Set(["/", "/-/healthy", "/-/ready", "/-/reload"].map { web.pathPrefix + $0 })
    paths.formUnion(["/", web.pathPrefix])
    paths.remove(web.pathPrefix + web.telemetryPath)
    return paths
  }

  private func routes(of exporter: Exporter, _ metrics: MetricsEndpoint) -> [HTTPRoute] {
    let name = program.name
    var routes = [
      HTTPRoute.get(web.telemetryPath) { metrics.answer($0) },
      .get("/-/healthy") { _ in .text(.ok, "\(name) is healthy.\n") },
      .get("/-/ready") { _ in .text(.ok, "\(name) is ready.\n") },
    ]
    if let reload = exporter.reload {
      routes.append(.post("/-/reload") { _ in Self.answer(reload) })
    }
    if web.telemetryPath != "/" {
      let page = landingPage(exporter)
      routes.append(.get("/") { _ in page.response })
    }
    return routes + exporter.routes
  }

  private static func answer(_ reload: () throws -> Void) -> HTTPResponse {
    do {
      try reload()
      return .text(.ok, "The configuration was read again.\n")
    } catch {
      return .text(.internalServerError, "The old configuration stays in force: \(error)\n")
    }
  }

  private func landingPage(_ exporter: Exporter) -> LandingPage {
    let names = exporter.collectors.names
    let selection =
      names.isEmpty
      ? ""
      : " Some collectors only: ?collect[]=NAME, all but some: ?exclude[]=NAME. On are "
        + "\(names.joined(separator: ", "))."
    return LandingPage(
      program: program.name, version: Version.number, summary: program.purpose,
      links: [
        LandingPage.Link(
          web.telemetryPath, "Metrics",
          "What Prometheus scrapes, readable by people too.\(selection)"
        )
      ] + exporter.links + [
        LandingPage.Link("/-/healthy", "Health", "Answers as long as this program works."),
        LandingPage.Link("/-/ready", "Readiness", "Answers once this program can be scraped."),
      ], prefix: web.pathPrefix, tables: exporter.tables)
  }
}
