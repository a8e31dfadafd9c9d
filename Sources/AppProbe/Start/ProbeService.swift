import Logging
import Shared

/// All that answers requests for probes, put together; the schedule uses its parts.
final class ProbeService: Sendable {
  let configuration: Configuration<ProbeConfiguration>
  let desk: ProbeDesk
  let journal: ProbeJournal
  private let probes: ProbeEndpoint
  private let source: ConfigurationSource
  /// How often the file is looked at; `nil` when somebody says when to.
  private let interval: Duration?
  private let followers = Monitor<[@Sendable (ProbeConfiguration) -> Void]>([])

  init(_ options: ProbeOptions, _ program: Program, _ log: Logger) throws {
    let source = ConfigurationSource(options)
    let configuration = try source.configuration(log)
    if configuration.value.isBuiltIn {
      log.notice(
        "no configuration file: the built-in modules",
        metadata: ["file": "\(source.file)", "modules": "/config"])
    }
    desk = try ProbeDesk.start(limit: options.maxConcurrent)
    journal = ProbeJournal(ProbeHistory(limit: options.historyLimit), log, options.logged)
    probes = ProbeEndpoint(
      configuration, desk, journal, renderer: PageRenderer(namespace: program.namespace),
      timeoutOffset: options.timeoutOffset)
    self.configuration = configuration
    self.source = source
    interval = options.reloadsItself ? try options.interval() : nil
  }

  /// Has `body` called with every configuration that takes the place of another.
  func whenReloaded(_ body: @escaping @Sendable (ProbeConfiguration) -> Void) {
    followers.update { $0.append(body) }
  }

  /// Reads the configuration again, and keeps the old one when it cannot be used.
  func reload() throws {
    try configuration.reload()
    for follow in followers.read({ $0 }) { follow(configuration.value) }
  }

  /// Adds the pages, links and metrics to what the program serves.
  func serve(in exporter: inout Exporter) throws {
    let logs = LogsEndpoint(journal: journal)
    exporter.routes += [
      .later("/probe") { [probes] in probes.answer($0, $1) },
      .get("/logs") { logs.answer($0) },
      .get("/config") { [configuration] _ in .text(configuration.value.yaml) },
    ]
    exporter.links += [
      LandingPage.Link(
        "/probe", "Probe",
        "Probes what the request names: /probe?target=https://example.com&module=http_2xx, and tells "
          + "step by step what happens with &debug=true."),
      LandingPage.Link(
        "/config", "Configuration", "The modules with all their options, less the secrets."),
    ]
    exporter.tables = { [journal] in journal.tables }
    exporter.reload = { [self] in try reload() }
    exporter.writeOwnMetrics = { [configuration, journal, probes] metrics in
      configuration.write(prefix: "blackbox_exporter", into: &metrics)
      probes.write(into: &metrics)
      journal.write(modules: configuration.value.sortedModules, into: &metrics)
    }
    if let interval {
      try ConfigurationWatch(source) { [self] in try reload() }.start(every: interval)
    }
  }
}
