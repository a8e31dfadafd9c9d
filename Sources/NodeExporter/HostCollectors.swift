import Shared

/// What a collector of the host is made from.
struct Host: Sendable {
  let paths: HostPaths
  let options: HostOptions
}

/// Every collector, in the order in which its metrics are served. A new one is a file in
/// `Collectors/` and a line here; one with flags also has a line in ``HostOptions``.
enum HostCollectors {
  static let all: [CollectorEntry<Host>] = [
    .on("arp", "IPv4 neighbours by device.") { try ArpCollector($0.paths, $0.options.arp) },
    .on("conntrack", "The table of tracked connections.") { ConntrackCollector($0.paths) },
    .on("cpu", "Seconds the processors spent in each mode.") {
      try CPUCollector($0.paths, $0.options.cpu)
    },
    .on("diskstats", "Disk input and output.") {
      try DiskstatsCollector($0.paths, $0.options.diskstats)
    },
    .on("entropy", "The random number generator.") { EntropyCollector($0.paths) },
    .on("filefd", "Open files of the system.") { FilefdCollector($0.paths) },
    .on("loadavg", "Load averages.") { LoadavgCollector($0.paths) },
    .on("meminfo", "Memory statistics.") { MeminfoCollector($0.paths) },
    .on("netclass", "Properties of network devices.") {
      try NetclassCollector($0.paths, $0.options.netclass)
    },
    .on("netdev", "Traffic of network devices.") {
      try NetdevCollector($0.paths, $0.options.netdev)
    },
  ]
}
