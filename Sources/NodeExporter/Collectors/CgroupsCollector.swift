import Shared

/// How many control groups each controller has, from `/proc/cgroups`.
struct CgroupsCollector: Collector {
  let name = "cgroups"
  private let cgroups: KernelFile

  init(_ host: HostPaths) {
    cgroups = host.proc.file("cgroups")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try cgroups.readOrAbsent()
    let controllers = try cgroups.parsing {
      var controllers: [(labels: Labels, groups: UInt64, isEnabled: UInt64)] = []
      var lines = TextCursor(file.span)
      // Name, hierarchy, number of groups, whether it is enabled; behind a header.
      while var line = lines.nextLine() {
        if line.take(prefix: "#") { continue }
        let labels = Labels([Label("subsys_name", line.field())])
        line.skip()
        controllers.append((labels, try line.integer(), try line.integer()))
      }
      return controllers
    }
    metrics.family("node_cgroups_cgroups", .gauge, "How many groups a controller has.")
    for controller in controllers { metrics.sample(controller.groups, controller.labels) }
    metrics.family("node_cgroups_enabled", .gauge, "Whether a controller is enabled.")
    for controller in controllers { metrics.sample(controller.isEnabled, controller.labels) }
  }
}
