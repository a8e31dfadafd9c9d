import Logging
import Shared

/// All that probes, by request and by itself, put together.
final class ProbeService: Sendable {
  private let configuration: Configuration<ProbeConfiguration>
  private let journal: ProbeJournal
  private let probes: ProbeEndpoint
  private let schedule: ProbeSchedule
  private let source: ConfigurationSource
  /// How often the file is looked at; `nil` when somebody says when to.
  private let interval: Duration?

  init(_ options: ProbeOptions, _ program: Program, _ log: Logger) throws {
    let source = ConfigurationSource(options)
    let configuration = try source.configuration(log)
    if configuration.value.isBuiltIn {
      log.notice(
        "no configuration file: the built-in modules",
        metadata: ["file": "\(source.file)", "modules": "/config"])
    }
    let desk = try ProbeDesk.start(limit: options.maxConcurrent)
    let journal = ProbeJournal(ProbeHistory(limit: options.historyLimit), log, options.logged)
    probes = ProbeEndpoint(
      configuration, desk, journal, renderer: PageRenderer(namespace: program.namespace),
      timeoutOffset: options.timeoutOffset)
    let rationed = RationedLogHandler.logger(log)
    schedule = ProbeSchedule(
      loops: desk.loops, limit: options.mostScheduled, tools: { desk.tools($0, $1) },
      observe: { result in
        let module = configuration.value.modules[ExactName(result.module)]
        journal.note(result, module?.settings ?? .mapping([]), by: .schedule)
      },
      complain: { target in
        rationed.warning(
          "target not probed: as many are being probed as may be",
          metadata: [
            "target": "\(OneLine.cut(target.target))", "limit": "\(options.mostScheduled)",
            "remedy":
              "raise --schedule.max-concurrent, or give targets that hang a shorter timeout",
          ])
      })
    self.configuration = configuration
    self.journal = journal
    self.source = source
    interval = options.reloadsItself ? try options.interval() : nil
  }

  /// What the metrics path reads.
  var collectors: [any Collector] { schedule.collectors }

  /// Reads the configuration again, and keeps the old one when it cannot be used.
  func reload() throws {
    try configuration.reload()
    schedule.adopt(configuration.value.plan)
  }

  /// Adds the pages, links and metrics to what the program serves, and begins to probe.
  func serve(in exporter: inout Exporter) throws {
    // So that what libcurl and OpenSSL do to get ready is done, too.
    _ = Curl.isReady
    Memory.forgetCode()
    schedule.adopt(configuration.value.plan)
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
