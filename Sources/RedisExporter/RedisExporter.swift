import ArgumentParser
import Logging
import Shared

/// The start of `redis-exporter`: its flags, the server it scrapes, and `/scrape` for others.
@main
struct RedisExporter: ExporterCommand {
  static let program = Program(
    name: "redis-exporter", namespace: "redis_exporter", buildInfo: "redis_exporter_build_info",
    defaultPort: 9121, purpose: "Serves the metrics of Redis and Valkey servers to Prometheus.")

  static let configuration = describe(discussion: introduction)

  @OptionGroup(title: "Servers") var connection: ConnectionOptions
  @OptionGroup(title: "Keys") var keys: KeyOptions
  @OptionGroup(title: "Metrics") var metrics: MetricOptions
  @OptionGroup var serving: ServerOptions
  @OptionGroup(title: "Web") var webFlags: WebOptions
  @OptionGroup(title: "Log") var logFlags: LogOptions

  @Flag(name: .customLong("debug"), help: "The same as --log.level=debug.")
  var logsEverything = false

  var web: WebOptions {
    var web = webFlags
    if metrics.redisOnly { web.disablesExporterMetrics = true }
    return web
  }

  var logging: LogOptions {
    var logging = logFlags
    if logsEverything { logging.level = .debug }
    return logging
  }

  static func main() { launch() }

  func makeGate(_ log: Logger) throws -> (any HTTPGate)? { try serving.flags.gate(web, log) }

  static func redact(_ complaint: String) -> String { ArgumentSecrets.redact(complaint) }

  func makeExporter(_ context: ExporterContext) throws -> Exporter {
    CommandLine.hideArguments(of: ConnectionOptions.secretFlags + ServerOptions.secretFlags)
    let passwords = try passwordFile(context.log)
    let settings = try keys.settings()
    let maker = try serverMaker(context.log)
    let address = try connection.scrapedAddress(passwords?.value.0 ?? .none)
    let resolver = Resolver()

    var source: any ScrapeSource = NoServer()
    if let address {
      source = try maker.source(
        for: address, keys: settings, resolver: resolver, isTrusted: true,
        node: metrics.isCluster ? nodes(of: address, passwords?.value.0 ?? .none) : nil)
    } else {
      context.log.notice("no server of its own: only /scrape reads servers")
    }
    var exporter = Exporter(source)
    addHealth(to: &exporter)
    try addScraping(to: &exporter, passwords, settings, maker)
    if metrics.isCluster, let address {
      addDiscovery(
        to: &exporter, try maker.login(to: address, resolver: resolver, isTrusted: true))
    }
    return exporter
  }

  private func passwordFile(
    _ log: Logger
  ) throws -> Configuration<(PasswordFile, generation: UInt64)>? {
    guard let file = connection.passwordFile else { return nil }
    let generation = Monitor(UInt64(0))
    return try Configuration(file: file, flag: "redis.password-file", log: log) { file in
      let passwords = try PasswordFile(file: file)
      let number = generation.adjust { number in
        number += 1
        return number
      }
      return (passwords, generation: number)
    }
  }

  private func serverMaker(_ log: Logger) throws -> ServerMaker {
    let settings = try metrics.settings()
    var trusted: [any RedisCollector] = []
    if metrics.includesDumpSize {
      trusted.append(DumpSizeCollector(config: ConfigCommand(metrics.configCommand)))
    }
    let scripts = metrics.scripts.split(separator: ",").map(String.init)
    if !scripts.isEmpty {
      trusted.append(try LuaScripts(files: scripts, isReadOnly: metrics.scriptsReadOnly))
    }
    return ServerMaker(
      rules: ServerRules(
        connectionTimeout: try connection.timeoutDuration(), labelsRole: metrics.labelsRole),
      collectors: { RedisCollectors.all(settings) }, trusted: { [trusted] in trusted },
      tls: connection.tls,
      clientName: connection.setsClientName ? "redis_exporter" : nil, pings: connection.pings,
      namespace: metrics.namespace, log: log)
  }

  /// The nodes of the exporter's own cluster: with `--is-cluster` they are as much its own as the
  /// server that the flags name, and have the same login where the password file has no other.
  private func nodes(of address: RedisAddress, _ passwords: PasswordFile) -> NodeAddressing {
    { place throws(RedisError) in
      var node = address
      node.place = place
      node.password = passwords.password(for: node) ?? address.password
      return node
    }
  }

  /// Upstream's own path for it, beside `/-/healthy`.
  private func addHealth(to exporter: inout Exporter) {
    exporter.routes.append(.get("/health") { _ in .text("ok") })
  }

  private func addScraping(
    to exporter: inout Exporter,
    _ passwords: Configuration<(PasswordFile, generation: UInt64)>?, _ settings: KeySettings,
    _ maker: ServerMaker
  ) throws {
    let requests = web.maxRequests > 0 ? web.maxRequests : 256
    var prober = maker
    prober.log = RationedLogHandler.logger(maker.log)
    let scraping = ScrapeEndpoint(
      passwords, allowed: try connection.patterns(), keys: settings,
      followsKeys: metrics.isCluster, prober,
      renderer: PageRenderer(namespace: Self.program.namespace), limit: max(1, requests / 2))
    exporter.writeOwnMetrics = { scraping.write(into: &$0) }
    if passwords != nil { exporter.reload = { try scraping.reload() } }
    guard !connection.disablesScrape else { return }
    exporter.routes.append(.get("/scrape") { scraping.answer($0) })
    exporter.links.append(
      LandingPage.Link(
        "/scrape", "Scrape",
        "The metrics of a server that the request names: /scrape?target=redis://cache1:6379, with "
          + "the password that --redis.password-file has for it."))
  }

  private func addDiscovery(
    to exporter: inout Exporter, _ login: Login
  ) {
    let nodes = ClusterNodes(login, namesHosts: metrics.discoversHostNames)
    exporter.routes.append(
      .get("/discover-cluster-nodes") { nodes.answer($0, by: Deadline(in: .seconds(5))) })
    exporter.links.append(
      LandingPage.Link(
        "/discover-cluster-nodes", "Nodes", "The nodes of the cluster, for Prometheus's http_sd."))
  }
}
