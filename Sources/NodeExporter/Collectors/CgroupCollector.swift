import ArgumentParser
import Shared
import Synchronization

/// Who uses the machine: services, sessions and containers, each by what its control group counts.
struct CgroupCollector: Collector {
  let name = "cgroup"
  private let sys: FileTree
  private let filter: NameFilter
  private let limit: Int
  private let known = Known()

  private final class Known: Sendable {
    let groups = Mutex<[String: Cgroup]>([:])
  }

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.cgroup.include"),
      help:
        "Regular expression of the groups to expose, against paths as /system.slice/ssh.service.")
    var include: String?

    @Option(
      name: .customLong("collector.cgroup.exclude"),
      help: "Regular expression of the groups to leave out.")
    var exclude: String?

    @Option(
      name: .customLong("collector.cgroup.limit"),
      help: "How many groups to expose at most: those that used the processors and the memory most."
    )
    var limit = 200

    func validate() throws {
      guard limit > 0 else {
        throw ValidationError("--collector.cgroup.limit: '\(limit)' is no number of groups")
      }
    }
  }

  init(_ host: HostPaths, _ options: Options) throws {
    sys = host.sys
    limit = options.limit
    filter = try NameFilter(
      flag: "collector.cgroup", include: options.include, exclude: options.exclude)
  }

  private struct Row {
    let group: Cgroup
    let cpu: Double?
    let memory: UInt64?
    var reading = Cgroup.Reading()
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    let groups = try groups()
    var rows = groups.compactMap { group -> Row? in
      let (cpu, memory) = group.weight(noting: &losses)
      return cpu == nil && memory == nil ? nil : Row(group: group, cpu: cpu, memory: memory)
    }
    metrics.gauge(
      "node_cgroup_groups", "Services, sessions and containers that the filters leave.", rows.count)
    if rows.count > limit { rows = Self.largest(rows, limit) }
    for index in rows.indices {
      rows[index].reading = rows[index].group.reading(noting: &losses)
    }
    write(rows, to: &metrics)
    try losses.report()
  }

  /// Looks what groups there are; the files of those that stay are kept.
  private func groups() throws -> [Cgroup] {
    let hierarchy = try CgroupHierarchy(sys)
    let paths = hierarchy.groups(sys).filter(filter.wants)
    return known.groups.withLock { known in
      let groups = paths.map { known[$0] ?? Cgroup($0, hierarchy, sys) }
      known = Dictionary(uniqueKeysWithValues: zip(paths, groups))
      return groups
    }
  }

  /// The first by either, in turn; in the order in which they were.
  private static func largest(_ rows: [Row], _ limit: Int) -> [Row] {
    let byCPU = rows.indices.sorted { (rows[$0].cpu ?? 0) > (rows[$1].cpu ?? 0) }
    let byMemory = rows.indices.sorted { (rows[$0].memory ?? 0) > (rows[$1].memory ?? 0) }
    var chosen: Set<Int> = []
    for (first, second) in zip(byCPU, byMemory) {
      if chosen.count < limit { chosen.insert(first) }
      if chosen.count < limit { chosen.insert(second) }
    }
    return chosen.sorted().map { rows[$0] }
  }

  private func write(_ rows: [Row], to metrics: inout MetricWriter) {
    func family(
      _ name: String, _ kind: MetricKind, _ help: String, _ value: (Row) -> (some MetricValue)?
    ) {
      metrics.family(name, kind, help)
      for row in rows {
        if let value = value(row) { metrics.sample(value, row.group.labels) }
      }
    }
    family("node_cgroup_cpu_seconds_total", .counter, "Time of processors that a group used.") {
      $0.cpu
    }
    family(
      "node_cgroup_memory_bytes", .gauge, "Memory of a group, with the cache of files it used."
    ) { $0.memory }
    family("node_cgroup_memory_anonymous_bytes", .gauge, "Memory of a group that is no cache.") {
      $0.reading.anonymous
    }
    family("node_cgroup_oom_kills_total", .counter, "Processes killed for want of memory.") {
      $0.reading.kills
    }
    family("node_cgroup_tasks", .gauge, "Processes and threads of a group.") { $0.reading.tasks }
    family("node_cgroup_read_bytes_total", .counter, "Bytes that a group read from disks.") {
      $0.reading.transfer?.read
    }
    family("node_cgroup_written_bytes_total", .counter, "Bytes that a group wrote to disks.") {
      $0.reading.transfer?.written
    }
    for (name, help, value) in [
      ("waiting", "Time in which a task of a group waited for a resource.", \Pressure.some),
      ("stalled", "Time in which all tasks of a group waited for a resource.", \Pressure.full),
    ] {
      metrics.family("node_cgroup_pressure_\(name)_seconds_total", .counter, help)
      for row in rows {
        for resource in Cgroup.Resource.allCases {
          guard let seconds = row.reading.pressure[resource]?[keyPath: value] else { continue }
          metrics.sample(seconds, row.group.labels.adding(Label("resource", resource.rawValue)))
        }
      }
    }
  }
}
