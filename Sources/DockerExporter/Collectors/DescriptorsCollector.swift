import Shared

/// What containers have open, and how much that may be. Off by default: it lists what every single
/// process has open.
struct DescriptorsCollector: Collector {
  let name = "descriptors"
  private let containers: ObservedContainers
  private let host: HostPaths

  init(_ containers: ObservedContainers, _ host: HostPaths) {
    self.containers = containers
    self.host = host
  }

  private struct Row {
    var descriptors: UInt64 = 0
    var sockets: UInt64 = 0
  }

  func collect(into metrics: inout MetricWriter) throws {
    var (rows, losses) = containers.cgroupReadings { files in
      try files.pids.processNumbers().map(count)
    }
    metrics.write(Self.families, rows)
    let limits = containers.readings { try OpenFileUlimit.read(of: $1.process) }
    metrics.family(
      "container_ulimits_soft", .gauge,
      "Soft limits of the main process; -1 for none.")
    for (observed, limit) in limits.rows {
      metrics.sample(limit, observed.labels.adding(Label("ulimit", "max_open_files")))
    }
    losses.noting { try limits.losses.report() }
    try losses.report()
  }

  /// A process that ends meanwhile has nothing open any more.
  private func count(_ processes: [Int32]) -> Row {
    var row = Row()
    for process in processes.lazy.map(host.process) {
      guard let names = try? process.names(in: "fd") else { continue }
      row.descriptors += UInt64(names.count)
      for name in names where process.link("fd/\(name)")?.hasPrefix("socket:") == true {
        row.sockets += 1
      }
    }
    return row
  }

  private static let families: [UsageFamily<Row>] = [
    .gauge("container_file_descriptors", "Descriptors that the container's processes have open.") {
      $0.descriptors
    },
    .gauge("container_sockets", "Those of them that are sockets.") { $0.sockets },
  ]
}
