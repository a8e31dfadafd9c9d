import ArgumentParser
import Logging
import Shared

/// The start of `docker-exporter`.
@main
struct DockerExporter: ExporterCommand {
  static let program = Program(
    name: "docker-exporter", namespace: "docker", buildInfo: "docker_exporter_build_info",
    defaultPort: 9417, purpose: "Serves the state and the usage of containers to Prometheus.")

  static let configuration = describe(discussion: "")

  @OptionGroup(title: "Web") var web: WebOptions
  @OptionGroup(title: "Log") var logging: LogOptions

  static func main() { launch() }

  func makeExporter(_ context: ExporterContext) throws -> Exporter {
    Exporter(CollectorSet([], pool: context.pool, log: context.log))
  }
}
