import Logging
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
    .on("filesystem", "Space and files of mounted file systems.") {
      try FilesystemCollector($0.paths, $0.options.filesystem, Logger(label: "filesystem"))
    },
    .on("loadavg", "Load averages.") { LoadavgCollector($0.paths) },
    .off("systemd", "States of systemd's units.") { try SystemdCollector($0.options.systemd) },
  ]
}
