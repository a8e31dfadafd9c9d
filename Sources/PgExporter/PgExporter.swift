import ArgumentParser
import Glibc
import Shared

/// The start of `pg-exporter`: its flags, its data sources, and the collectors that read them.
@main
struct PgExporter: ExporterCommand {
  static let program = Program(
    name: "pg-exporter", namespace: "pg", buildInfo: "postgres_exporter_build_info",
    defaultPort: 9187,
    purpose: "Serves the metrics of PostgreSQL servers to Prometheus.")

  static let configuration = describe(
    discussion: """
      Takes the place of postgres_exporter: the same port, flags and metrics.
      """)

  static let environment = ServerOptions.environment

  @OptionGroup(title: "Servers") var servers: ServerOptions
  @OptionGroup(title: "Collectors") var collectors: CollectorOptions<PgCollectors>
  @OptionGroup var options: PgOptions
  @OptionGroup(title: "Web") var web: WebOptions
  @OptionGroup(title: "Log") var logging: LogOptions

  static func main() { launch() }

  func makeExporter(_ context: ExporterContext) throws -> Exporter {
    let (on, off) = try collectors.collectors(from: options)
    let name = unsafe String(cString: getenv("DATA_SOURCE_NAME"))
    let parameters = name.split(separator: " ").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1)
      return (keyword: String(parts[0]), value: String(parts[1]))
    }
    let source = ServerSource(label: "localhost:5432", parameters: parameters)
    return Exporter(
      try ServerSet(
        [source], on, disabled: off, rules: servers.rules(), pool: context.pool, log: context.log))
  }
}
