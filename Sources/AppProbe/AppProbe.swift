import ArgumentParser
import Glibc
import Logging
import Shared
import WebConfiguration

/// The start of `app-probe`: its flags, the pages that probe what requests name, and the schedule.
@main
struct AppProbe: ExporterCommand {
  static let program = Program(
    name: "app-probe", namespace: "blackbox_exporter", buildInfo: "blackbox_exporter_build_info",
    defaultPort: 9115, purpose: "Probes services as their users see them, for Prometheus.")

  static let configuration = describe(discussion: introduction)

  @OptionGroup(title: "Probes") var options: ProbeOptions
  @OptionGroup(title: "Web") var web: WebOptions
  @OptionGroup(title: "Log") var logging: LogOptions

  static func main() { launch() }

  func makeGate(_ log: Logger) throws -> (any HTTPGate)? { try WebConfiguration.gate(web, log) }

  func makeExporter(_ context: ExporterContext) throws -> Exporter {
    if options.checksOnly {
      print(try options.check())
      Glibc.exit(0)
    }
    let service = try ProbeService(options, Self.program, context.log)
    var exporter = Exporter(CollectorSet(service.collectors, pool: context.pool, log: context.log))
    try service.serve(in: &exporter)
    return exporter
  }
}
