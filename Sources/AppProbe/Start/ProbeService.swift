import Logging
import Shared

/// All that answers requests for probes, put together.
final class ProbeService: Sendable {
  let configuration: Configuration<ProbeConfiguration>
  let desk: ProbeDesk
  let journal: ProbeJournal
  private let probes: ProbeEndpoint
  private let watch: ConfigurationWatch?
  private let interval: Duration

  init(_ options: ProbeOptions, _ program: Program, _ log: Logger) throws {
    let source = ConfigurationSource(options)
    let configuration = try source.configuration(log)
    if configuration.value.isBuiltIn {
      log.notice(
        "no configuration file: the built-in modules",
        metadata: ["file": "\(source.file)", "modules": "/config"])
    }
    desk = try ProbeDesk.start(limit: options.maxConcurrent)
    journal = ProbeJournal(
      ProbeHistory(limit: options.historyLimit), ProbeNews(log, options.logged))
    probes = ProbeEndpoint(
      configuration, desk, journal, renderer: PageRenderer(namespace: program.namespace),
      timeoutOffset: options.timeoutOffset)
    self.configuration = configuration
    interval = try options.interval()
    watch =
      options.reloadsItself ? ConfigurationWatch(source) { try configuration.reload() } : nil
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
    exporter.tables = { [journal] in [journal.table] }
    exporter.reload = { [configuration] in try configuration.reload() }
    exporter.writeOwnMetrics = { [configuration, journal, probes] metrics in
      configuration.write(prefix: "blackbox_exporter", into: &metrics)
      probes.write(into: &metrics)
      journal.write(modules: configuration.value.sortedModules, into: &metrics)
    }
    try watch?.start(every: interval)
  }
}
