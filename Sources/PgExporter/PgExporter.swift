import ArgumentParser
import CPostgres
import Logging
import Shared
import WebConfiguration

/// The start of `pg-exporter`: its flags, its data sources, and the collectors that read them.
@main
struct PgExporter: ExporterCommand {
  static let program = Program(
    name: "pg-exporter", namespace: "pg", buildInfo: "postgres_exporter_build_info",
    defaultPort: 9187,
    purpose: "Serves the metrics of PostgreSQL servers to Prometheus.")

  static let configuration = describe(discussion: introduction)

  static let environment =
    StartOptions.environment + ServerOptions.environment
    + QueryOptions.environment

  @OptionGroup(title: "Data sources") var dataSources: DataSourceOptions
  @OptionGroup(title: "General") var start: StartOptions
  @OptionGroup(title: "Queries") var queryOptions: QueryOptions
  @OptionGroup(title: "Collectors") var collectors: CollectorOptions<PgCollectors>
  @OptionGroup var options: PgOptions
  @OptionGroup(title: "Web") var web: WebOptions
  @OptionGroup(title: "Log") var logging: LogOptions

  static func main() { launch() }

  func makeGate(_ log: Logger) throws -> (any HTTPGate)? { try WebConfiguration.gate(web, log) }

  static func redact(_ complaint: String) -> String { ArgumentSecrets.redact(complaint) }

  func validate() throws {
    guard start.dumpsMaps else { return }
    let on = try collectorsThatAreOn().on
    throw CleanExit.message(
      try CollectorMaps.text(
        of: PgCollectors.all, options: options, on: Set(on.map(\.name))))
  }

  func makeExporter(_ context: ExporterContext) throws -> Exporter {
    // The process has one thread yet: this changes its environment and its arguments.
    let environment = ConnectionEnvironment.capture()
    CommandLine.hideArguments(of: DataSourceOptions.secretFlags)
    let libpqVersion = Int(PQlibVersion())
    let sources = try dataSources.dataSources(environment: environment, libpqVersion: libpqVersion)
    if !sources.contains(where: \.namesKerberos) { ConnectionEnvironment.forgetKerberos() }

    let labels = try ConstantLabels.parse(start.constantLabels)
    let (on, off) = try collectorsThatAreOn()
    var rules = try options.servers.rules()
    rules.constantLabels = labels
    let queries = try QueryFiles(queryOptions.paths, log: context.log)
    let reader = ServerReader(
      collectors: on, queries: queries, disabled: off, rules: rules, prefix: start.metricPrefix,
      log: context.log)

    var exporter = Exporter(
      try reader.source(
        for: sources.map { ServerSource($0) }, resolver: Resolver(),
        pool: Self.readers(of: sources.count, rules)))
    exporter.labels = Labels(pairs: labels)
    exporter.longestScrape = try start.longestScrape()
    try addProbes(to: &exporter, reader, libpqVersion: libpqVersion)
    // Last: what cannot start says one line, which is why.
    announce(sources, context)
    return exporter
  }

  private func collectorsThatAreOn() throws -> (on: [any PgCollector], off: Set<String>) {
    let (on, off) = try collectors.collectors(from: options)
    let disabled = start.disabledCollectors
    return (
      on.filter { !disabled.contains($0.name) },
      off.union(on.map(\.name).filter { disabled.contains($0) })
    )
  }

  private func announce(_ sources: [DataSource], _ context: ExporterContext) {
    if sources.isEmpty {
      // The metrics path then has no `pg_up`, where upstream has a 0: no server is down, there is
      // none, and an alert on `pg_up == 0` must not fire for an exporter that is only there to probe.
      context.log.notice(
        "no data source: only /probe reads servers",
        metadata: ["remedy": "set DATA_SOURCE_NAME, or --data-source-name"])
    }
    for source in sources {
      for note in source.notes {
        context.log.notice("\(note)", metadata: ["server": "\(source.server)"])
      }
    }
  }

  /// A thread for each connection that there may be and one for each server; at times of several
  /// selections, whoever finds none waits in line until its deadline.
  static func readers(of servers: Int, _ rules: ServerRules) -> ThreadPool {
    let limit = servers * (min(rules.maxConnections, 1000) + 1)
    return ThreadPool(limit: min(max(limit, 48), 1024), queueLimit: 4096)
  }

  /// Strangers name the servers of probes, and many at once: each has less room in memory and in
  /// the log.
  private static func prober(_ reader: ServerReader) -> ServerReader {
    var reader = reader
    reader.rules.pageLimit = 32 << 20
    reader.rules.answerLimit = 16 << 20
    reader.rules.door = LoginDoor()
    reader.log = RationedLogHandler.logger(reader.log)
    return reader
  }

  private func addProbes(
    to exporter: inout Exporter, _ reader: ServerReader, libpqVersion: Int
  ) throws {
    let log = reader.log
    let generation = Monitor(UInt64(0))
    let file = start.configurationFile ?? StartOptions.defaultFile
    let configuration = try Configuration(
      file: file, flag: "config.file",
      fallback: start.configurationFile == nil ? ProbeConfiguration(withoutFile: file) : nil,
      log: log
    ) { file in
      let number = generation.adjust { number in
        number += 1
        return number
      }
      let configuration = try ProbeConfiguration(
        file: file, generation: number, libpqVersion: libpqVersion)
      configuration.warn(log)
      return configuration
    }
    // Of their own: names that nobody answers for, and servers that hang, must not keep the data
    // sources from being resolved and read.
    let resolver = Resolver()
    let requests = web.maxRequests > 0 ? web.maxRequests : 256
    let pool = ThreadPool(limit: requests)
    let probes = ProbeEndpoint(
      configuration, allowed: try start.probePatterns(),
      renderer: PageRenderer(
        namespace: Self.program.namespace, labels: exporter.labels,
        longest: exporter.longestScrape),
      limit: max(1, requests / 2), libpqVersion: libpqVersion,
      connectionsPerEndpoint: reader.rules.maxConnections
    ) { [reader = Self.prober(reader)] source in
      try reader.source(for: [source], resolver: resolver, pool: pool)
    }
    exporter.routes = [.get("/probe") { probes.answer($0) }]
    exporter.links = [
      LandingPage.Link(
        "/probe", "Probe",
        "The metrics of a server that the request names: "
          + "/probe?target=db1.example.com:5432&auth_module=NAME, with the login from --config.file."
      )
    ]
    exporter.writeOwnMetrics = { metrics in
      configuration.write(prefix: "postgres_exporter", into: &metrics)
      reader.queries.write(into: &metrics)
    }
    exporter.reload = {
      // A mistake in one file is no reason to leave the other as it was.
      let probed = Result { try probes.reload() }
      try reader.queries.reload()
      try probed.get()
    }
  }
}
