import ArgumentParser
import Logging
import Shared
import WebConfiguration

/// The start of `docker-exporter`: its flags, the watch that keeps its ledger, and the collectors.
@main
struct DockerExporter: ExporterCommand {
  static let program = Program(
    name: "docker-exporter", namespace: "docker", buildInfo: "docker_exporter_build_info",
    defaultPort: 9417, purpose: "Serves the state and the usage of containers to Prometheus.")

  static let configuration = describe(discussion: introduction)

  /// As cAdvisor has them.
  static let aliases = [
    "docker": "docker.host", "whitelisted_container_labels": "containers.labels",
  ]

  @OptionGroup(title: "Engine") var engine: EngineOptions
  @OptionGroup(title: "Containers") var containers: ContainerOptions
  @OptionGroup(title: "Paths of the host") var paths: HostPathOptions
  @OptionGroup(title: "Collectors") var collectors: CollectorOptions<DockerCollectors>
  @OptionGroup(title: "cpu") var cpu: CPUOptions
  @OptionGroup(title: "disk_usage") var diskUsage: DiskUsageOptions
  @OptionGroup(title: "Web") var web: WebOptions
  @OptionGroup(title: "Log") var logging: LogOptions

  static func main() { launch() }

  static func redact(_ complaint: String) -> String { ArgumentSecrets.redact(complaint) }

  func makeGate(_ log: Logger) throws -> (any HTTPGate)? { try WebConfiguration.gate(web, log) }

  func makeExporter(_ context: ExporterContext) throws -> Exporter {
    let address = try engine.address(environment: Environment.variables)
    let ledger = ContainerLedger()
    let host = HostPaths(procfs: paths.procfs, sysfs: paths.sysfs, rootfs: paths.rootfs)
    var options = try containers.watchOptions()
    options.hasHostProcesses = host.hasHostProcesses
    let watch = ContainerWatch(address, ledger: ledger, options: options, log: context.log)
    let reading = LedgerReading(
      ledger, expected: try containers.expectation(), limit: try containers.checkedLimit())
    let labels = ContainerLabels(allowed: containers.allowedLabels)
    let docker = Docker(
      reading: reading, labels: labels,
      usage: UsageCollectors.Context(
        ledger, host, labels: labels, perCPU: cpu.perCPU
      ) { _ in reading.roster().containers },
      facts: facts(of: address, context.log),
      diskUsage: try diskUsage(of: address, context.log),
      diskUsageLimit: try diskUsage.checkedLimit(),
      log: context.log)
    let (on, off) = try collectors.collectors(from: docker)
    // Last: what cannot start says one line, which is why.
    try watch.start()
    if !off.contains("engine") { try docker.facts.start() }
    if !off.contains("disk_usage") { try docker.diskUsage.start() }
    return Exporter(CollectorSet(on, disabled: off, pool: context.pool, log: context.log))
  }

  private func facts(of address: EngineAddress, _ log: Logger) -> Inquiry<EngineFacts> {
    Inquiry(
      "the engine's version", of: address, every: .seconds(60), timeout: .seconds(10), log: log
    ) { client, deadline throws(EngineError) in try EngineFacts.ask(client, by: deadline) }
  }

  private func diskUsage(
    of address: EngineAddress, _ log: Logger
  ) throws(FlagError) -> Inquiry<DiskUsage> {
    let interval = try diskUsage.checkedInterval()
    // It may take minutes, and an engine that is asked by several refuses.
    return Inquiry("disk usage", of: address, every: interval, timeout: interval, log: log) {
      client, deadline throws(EngineError) in try DiskUsage.ask(client, by: deadline)
    }
  }
}
