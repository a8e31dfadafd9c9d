import Logging
import Shared

/// Space, files and state of each mounted file system, from statfs(2) on the mounts of
/// `/proc/1/mountinfo`.
///
/// A mount whose server is dead does not answer, ever: it is waited for until the mount timeout or
/// the deadline, reported with `node_filesystem_device_error`, and left alone until it answers.
struct FilesystemCollector: BlockingCollector {
  let name = "filesystem"
  private let table: MountTable
  private let timeout: Duration
  private let calls: PatientCalls<MountTable.Key, Result<FilesystemUsage, SystemError>>

  init(_ paths: HostPaths, _ options: FilesystemOptions, _ log: Logger) throws {
    table = MountTable(paths, points: try options.points(), types: try options.types())
    timeout = options.mountTimeout
    calls = PatientCalls { mount in
      Result { () throws(SystemError) in try FilesystemUsage(of: mount.path) }
    } notice: { mount, event in
      switch event {
      case .stuck:
        log.warning("mount does not answer", metadata: ["mountpoint": "\(mount.path)"])
      case .recovered:
        log.notice("mount answers again", metadata: ["mountpoint": "\(mount.path)"])
      }
    }
  }

  /// How many threads hang in a mount.
  var stuckMounts: Int { calls.stuckCount }

  func collect(into metrics: inout MetricWriter, by deadline: Deadline) throws {
    let mounts = try table.read()
    let margin = min(.milliseconds(100), deadline.remaining / 4)
    let outcomes = calls.ask(
      mounts.keys, by: min(deadline.earlier(by: margin), Deadline(in: timeout)))

    var answered: [(labels: Labels, usage: FilesystemUsage)] = []
    answered.reserveCapacity(outcomes.count)
    var labels: [Labels] = []
    labels.reserveCapacity(outcomes.count)
    metrics.family(
      "node_filesystem_device_error", .gauge, "Whether the file system could not be asked.")
    for (row, outcome) in zip(mounts.rows, outcomes) {
      if case .answered(.success(let usage)) = outcome {
        answered.append((row.labels, usage))
        labels.append(row.labels)
        metrics.sample(false, row.labels)
      } else {
        let errorLabels = row.labels(deviceError: Self.reason(outcome))
        labels.append(errorLabels)
        metrics.sample(true, errorLabels)
      }
    }

    metrics.family(
      "node_filesystem_readonly", .gauge, "Whether the file system cannot be written to.")
    for (row, labels) in zip(mounts.rows, labels) { metrics.sample(row.mount.isReadOnly, labels) }

    metrics.family("node_filesystem_size_bytes", .gauge, "Size of the file system.")
    for (labels, usage) in answered { metrics.sample(usage.size, labels) }
    metrics.family("node_filesystem_free_bytes", .gauge, "Space that is free for root.")
    for (labels, usage) in answered { metrics.sample(usage.free, labels) }
    metrics.family("node_filesystem_avail_bytes", .gauge, "Space that is free for everybody.")
    for (labels, usage) in answered { metrics.sample(usage.available, labels) }
    metrics.family("node_filesystem_files", .gauge, "Inodes of the file system.")
    for (labels, usage) in answered { metrics.sample(usage.files, labels) }
    metrics.family("node_filesystem_files_free", .gauge, "Inodes that are free.")
    for (labels, usage) in answered { metrics.sample(usage.freeFiles, labels) }

    metrics.family("node_filesystem_mount_info", .gauge, "The block device of a mount.")
    for row in mounts.rows { metrics.sample(1, row.infoLabels) }
  }

  /// The value of the label `device_error`, which upstream's dashboards know.
  static func reason(
    _ outcome: CallOutcome<Result<FilesystemUsage, SystemError>>
  ) -> String {
    switch outcome {
    case .answered(.failure(let error)):
      error.reason.prefix(1).lowercased() + error.reason.dropFirst()
    case .unasked: "not asked: too many mounts hang"
    default: "mountpoint timeout"
    }
  }
}
