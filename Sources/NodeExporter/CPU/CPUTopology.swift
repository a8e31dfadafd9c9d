import Shared

/// What stays the same of the processors that are online: their labels and the files that count
/// how often heat slowed them down.
///
/// Made anew when a processor comes or goes. Virtual machines have no such counters; that is
/// found out once, not by opening files that do not exist for every scrape.
struct CPUTopology: Sendable {
  let cpus: [Int]
  /// For each processor, the labels of its modes and of its guests' modes.
  let times: [[Labels]]
  let guestTimes: [[Labels]]
  /// A counter for each core and for each package.
  let coreThrottles: [(labels: Labels, file: KernelFile)]
  let packageThrottles: [(labels: Labels, file: KernelFile)]

  init(of cpus: [Int], _ sys: FileTree) {
    self.cpus = cpus
    times = cpus.map { Self.labels($0, CPUTimes.modes) }
    guestTimes = cpus.map { Self.labels($0, CPUTimes.guestModes) }

    var cores: [Core: KernelFile] = [:]
    var packages: [UInt64: KernelFile] = [:]
    for cpu in cpus {
      let folder = "devices/system/cpu/cpu\(cpu)"
      guard let package = Self.number(sys, "\(folder)/topology/physical_package_id"),
        let core = Self.number(sys, "\(folder)/topology/core_id")
      else { continue }
      // The threads of a core count the same.
      let place = Core(package: package, core: core)
      let coreCount = "\(folder)/thermal_throttle/core_throttle_count"
      if cores[place] == nil, Self.number(sys, coreCount) != nil {
        cores[place] = sys.file(coreCount)
      }
      let packageCount = "\(folder)/thermal_throttle/package_throttle_count"
      if packages[package] == nil, Self.number(sys, packageCount) != nil {
        packages[package] = sys.file(packageCount)
      }
    }
    coreThrottles = cores.sorted { ($0.key.package, $0.key.core) < ($1.key.package, $1.key.core) }
      .map { place, file in
        (Labels([Label("core", "\(place.core)"), Label("package", "\(place.package)")]), file)
      }
    packageThrottles = packages.sorted { $0.key < $1.key }.map { package, file in
      (Labels([Label("package", "\(package)")]), file)
    }
  }

  private struct Core: Hashable {
    let package: UInt64
    let core: UInt64
  }

  private static func labels(_ cpu: Int, _ modes: [String]) -> [Labels] {
    modes.map { Labels([Label("cpu", "\(cpu)"), Label("mode", $0)]) }
  }

  /// The number in a file, or `nil` where there is none.
  private static func number(_ sys: FileTree, _ path: String) -> UInt64? {
    (try? sys.fileReadOnce(path).number()).flatMap(UInt64.init(exactly:))
  }
}
