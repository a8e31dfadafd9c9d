import ArgumentParser
import Logging
import Shared

/// The start of `app-probe`.
@main
struct AppProbe: ExporterCommand {
  static let program = Program(
    name: "app-probe", namespace: "blackbox_exporter", buildInfo: "blackbox_exporter_build_info",
    defaultPort: 9115, purpose: "Probes services as their users see them, for Prometheus.")

  static let configuration = describe(discussion: "")

  @OptionGroup(title: "Web") var web: WebOptions
  @OptionGroup(title: "Log") var logging: LogOptions

  static func main() { launch() }

  func makeExporter(_ context: ExporterContext) throws -> Exporter {
    Exporter(CollectorSet([], pool: context.pool, log: context.log))
  }
}
