import Shared

/// What ZFS counts, from `/proc/spl/kstat/zfs`: its caches, and each pool with its data sets.
///
/// Whatever a version of ZFS counts in these files becomes a family without a change here.
struct ZFSCollector: Collector {
  let name = "zfs"
  private let proc: FileTree
  private static let folder = "spl/kstat/zfs"

  init(_ host: HostPaths) {
    proc = host.proc
  }

  func collect(into metrics: inout MetricWriter) throws {
    let names: [String]
    do throws(SystemError) {
      names = try proc.names(in: Self.folder)
    } catch {
      if error.isNotFound { throw Absent(proc.path(Self.folder)) }
      throw error
    }
    var losses = Losses()
    var groups = FamilyGroups()
    for name in names {
      if let subsystem = Self.subsystems[name] {
        losses.noting { try counters(name, "node_zfs_\(subsystem)", .none, into: &groups) }
      } else if let files = try? proc.names(in: "\(Self.folder)/\(name)") {
        pool(name, files, into: &groups, noting: &losses)
      }
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  /// What a file's families are called after.
  private static let subsystems = [
    "abdstats": "abd", "arcstats": "arc", "dbuf_stats": "dbuf", "dbufstats": "dbuf",
    "dmu_tx": "dmu_tx", "dnodestats": "dnode", "fm": "fm", "vdev_cache_stats": "vdev_cache",
    "vdev_mirror_stats": "vdev_mirror", "xuio_stats": "xuio", "zfetchstats": "zfetch",
    "zil": "zil",
  ]
}

// MARK: - Named counters

extension ZFSCollector {
  /// A line says a name, a type and a value, behind two lines of titles. Types 3 and 4 are numbers.
  private func counters(
    _ name: String, _ prefix: String, _ labels: Labels, into groups: inout FamilyGroups
  ) throws {
    try eachLine(of: name) { key, type, value in
      guard type == "3" || type == "4" else { return }
      groups.append("\(prefix)_\(key)", try value.number(), labels) {
        FamilyHeader("\(prefix)_\(metricName(key))", .untyped, "The counter \(key) of ZFS.")
      }
    }
  }

  private func eachLine(
    of name: String, _ body: (String, String, inout TextCursor) throws -> Void
  ) throws {
    let file = proc.fileReadOnce("\(Self.folder)/\(name)")
    let contents = try file.read()
    try file.parsing {
      var lines = TextCursor(contents.span)
      _ = lines.nextLine()
      _ = lines.nextLine()
      while var line = lines.nextLine() {
        let key = line.field()
        if key.isEmpty { continue }
        let type = line.field()
        try body(key, type, &line)
      }
    }
  }
}

// MARK: - Pools

extension ZFSCollector {
  private func pool(
    _ pool: String, _ files: [String], into groups: inout FamilyGroups,
    noting losses: inout Losses
  ) {
    for file in files {
      losses.noting {
        if file == "io" {
          try traffic(of: pool, into: &groups)
        } else if file == "state" {
          try state(of: pool, into: &groups)
        } else if file.hasPrefix("objset-") {
          try dataset("\(pool)/\(file)", pool, into: &groups)
        }
      }
    }
  }

  /// Behind a line of titles the names of columns and below them the numbers.
  private func traffic(of pool: String, into groups: inout FamilyGroups) throws {
    let file = proc.fileReadOnce("\(Self.folder)/\(pool)/io")
    let contents = try file.read()
    let labels = Labels([Label("zpool", pool)])
    try file.parsing {
      var lines = TextCursor(contents.span)
      _ = lines.nextLine()
      guard var names = lines.nextLine(), var values = lines.nextLine() else { return }
      names.skipBlanks()
      while !names.isAtEnd {
        let name = names.field()
        names.skipBlanks()
        groups.append("zpool_\(name)", try values.integer(), labels) {
          FamilyHeader(
            "node_zfs_zpool_\(metricName(name))", .untyped, "The column \(name) of a pool's io.")
        }
      }
    }
  }

  private func state(of pool: String, into groups: inout FamilyGroups) throws {
    let now = try proc.fileReadOnce("\(Self.folder)/\(pool)/state").text().lowercased()
    for state in Self.states {
      groups.append(
        Self.state, now == state, Labels([Label("state", state), Label("zpool", pool)]))
    }
  }

  private static let states = [
    "online", "degraded", "faulted", "offline", "removed", "unavail", "suspended",
  ]
  private static let state = FamilyHeader(
    "node_zfs_zpool_state", .gauge, "Which of the states a pool is in.")

  private func dataset(
    _ path: String, _ pool: String, into groups: inout FamilyGroups
  ) throws {
    var labels: Labels?
    try eachLine(of: path) { key, type, value in
      if key == "dataset_name" {
        labels = Labels([Label("dataset", value.remainder()), Label("zpool", pool)])
      } else if let labels, type == "3" || type == "4" {
        groups.append("dataset_\(key)", try value.number(), labels) {
          FamilyHeader(
            "node_zfs_zpool_dataset_\(metricName(key))", .untyped,
            "The counter \(key) of a data set.")
        }
      }
    }
  }
}
