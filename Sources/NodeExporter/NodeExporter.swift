import ArgumentParser
import Logging
import Shared
import WebConfiguration

/// The start of `node-exporter`: its flags, and the collectors that they turn on.
@main
struct NodeExporter: ExporterCommand {
  static let program = Program(
    name: "node-exporter", namespace: "node", buildInfo: "node_exporter_build_info",
    defaultPort: 9100,
    purpose: "Serves this host's metrics to Prometheus: CPU, memory, disks, network, kernel.")

  static let configuration = describe(
    discussion: """
      Takes the place of Prometheus's node_exporter: the same port, flags and metrics.

      Start it without flags and look at http://localhost:9100/metrics. Turn collectors on and \
      off with --collector.NAME and --no-collector.NAME; ask for some of them only with \
      /metrics?collect[]=cpu&collect[]=meminfo.

      In a container, mount the host's / somewhere and give its place with --path.rootfs, \
      --path.procfs and --path.sysfs.
      """)

  @OptionGroup(title: "Paths of the host") var paths: PathOptions
  @OptionGroup(title: "Collectors") var collectors: CollectorOptions<HostCollectors>
  @OptionGroup var options: HostOptions
  @OptionGroup(title: "Web") var web: WebOptions
  @OptionGroup(title: "Log") var logging: LogOptions

  static func main() { launch() }

  func makeGate(_ log: Logger) throws -> (any HTTPGate)? { try WebConfiguration.gate(web, log) }

  func makeExporter(_ context: ExporterContext) throws -> Exporter {
    let host = Host(paths: paths.hostPaths, options: options, log: context.log)
    let (on, off) = try collectors.collectors(from: host)
    return Exporter(CollectorSet(on, disabled: off, pool: context.pool, log: context.log))
  }
}

/// Where the host's files are.
struct PathOptions: ParsableArguments {
  @Option(name: .customLong("path.procfs"), help: "Where the host's /proc is.")
  var procfs = "/proc"

  @Option(name: .customLong("path.sysfs"), help: "Where the host's /sys is.")
  var sysfs = "/sys"

  @Option(name: .customLong("path.rootfs"), help: "Where the host's / is.")
  var rootfs = "/"

  @Option(name: .customLong("path.udev.data"), help: "Where the host's udev keeps its data.")
  var udevData = "/run/udev/data"

  func validate() throws {
    for (flag, path) in [("procfs", procfs), ("sysfs", sysfs), ("rootfs", rootfs)] {
      guard let status = try? FileStatus(of: path), status.isFolder else {
        throw ValidationError("--path.\(flag): there is no folder \(path)")
      }
    }
  }

  var hostPaths: HostPaths {
    HostPaths(procfs: procfs, sysfs: sysfs, rootfs: rootfs, udevData: udevData)
  }
}
