import Shared

/// Space of file systems of Btrfs, from `/sys/fs/btrfs`.
struct BtrfsCollector: Collector {
  let name = "btrfs"
  private let sys: FileTree
  private static let folder = "fs/btrfs"

  init(_ host: HostPaths) {
    sys = host.sys
  }

  func collect(into metrics: inout MetricWriter) throws {
    let names = try sys.namesOrAbsent(in: Self.folder)
    var losses = Losses()
    var groups = FamilyGroups()
    // A file system's folder is its UUID; the folder also holds what the kernel can do.
    for uuid in names where uuid.utf8.count == 36 {
      write(uuid, into: &groups, noting: &losses)
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  private func write(
    _ uuid: String, into groups: inout FamilyGroups, noting losses: inout Losses
  ) {
    let folder = "\(Self.folder)/\(uuid)"
    let ofSystem = Labels([Label("uuid", uuid)])
    let label = (try? sys.fileReadOnce("\(folder)/label").text()) ?? ""
    groups.append(Self.info, true, Labels([Label("label", label), Label("uuid", uuid)]))
    if let size = number("\(folder)/allocation/global_rsv_size", noting: &losses) {
      groups.append(Self.globalReserve, size, ofSystem)
    }
    let devices = (try? sys.names(in: "\(folder)/devices")) ?? []
    for device in devices {
      // In sectors of 512 bytes, as of all block devices.
      if let sectors = number("\(folder)/devices/\(device)/size", noting: &losses) {
        groups.append(
          Self.deviceSize, sectors &* 512, Labels([Label("device", device), Label("uuid", uuid)]))
      }
    }
    for type in ["data", "metadata", "system"] {
      let place = "\(folder)/allocation/\(type)"
      if let reserved = number("\(place)/bytes_reserved", noting: &losses) {
        groups.append(
          Self.reserved, reserved, Labels([Label("block_group_type", type), Label("uuid", uuid)]))
      }
      for mode in (try? sys.names(in: place)) ?? [] {
        guard let ratio = Self.ratio(of: mode, devices: devices.count),
          let total = number("\(place)/\(mode)/total_bytes", noting: &losses),
          let used = number("\(place)/\(mode)/used_bytes", noting: &losses)
        else { continue }
        let labels = Labels([
          Label("block_group_type", type), Label("mode", mode), Label("uuid", uuid),
        ])
        groups.append(Self.used, used, labels)
        groups.append(Self.size, total, labels)
        groups.append(Self.allocationRatio, ratio, labels)
      }
    }
    losses.noting { try commits("\(folder)/commit_stats", ofSystem, into: &groups) }
  }

  private func number(_ path: String, noting losses: inout Losses) -> Int? {
    sys.fileReadOnce(path).measured(noting: &losses)
  }

  /// Bytes on disks for each byte of data; `nil` of what is no profile.
  private static func ratio(of mode: String, devices: Int) -> Double? {
    switch mode {
    case "single", "raid0": 1
    case "dup", "raid1", "raid10": 2
    case "raid1c3": 3
    case "raid1c4": 4
    case "raid5": devices > 1 ? Double(devices) / Double(devices - 1) : nil
    case "raid6": devices > 2 ? Double(devices) / Double(devices - 2) : nil
    default: nil
    }
  }

  /// `total_commit_ms 1000`, since Linux 6.1.
  private func commits(
    _ path: String, _ labels: Labels, into groups: inout FamilyGroups
  ) throws {
    let file = sys.fileReadOnce(path)
    guard let contents = try? file.read() else { return }
    try file.parsing {
      var lines = TextCursor(contents.span)
      while var line = lines.nextLine() {
        guard let column = Self.commits[line.field()] else { continue }
        groups.append(column.header, try line.signedInteger(), in: column.unit, labels)
      }
    }
  }

  private static let commits: [String: NumberFile] = [
    "commits": .counter("commits", "node_btrfs_commits_total", "Transactions committed."),
    "total_commit_ms": .counter(
      "total_commit_ms", "node_btrfs_commit_seconds_total", "Time that commits took.",
      .decimals(3)),
    "last_commit_ms": .gauge(
      "last_commit_ms", "node_btrfs_last_commit_seconds", "Time that the last commit took.",
      .decimals(3)),
    "max_commit_ms": .gauge(
      "max_commit_ms", "node_btrfs_max_commit_seconds", "Time that the longest commit took.",
      .decimals(3)),
  ]

  private static let info = FamilyHeader(
    "node_btrfs_info", .gauge, "A file system and its label, always 1.")
  private static let globalReserve = FamilyHeader(
    "node_btrfs_global_rsv_size_bytes", .gauge, "Space kept for the file system's own needs.")
  private static let deviceSize = FamilyHeader(
    "node_btrfs_device_size_bytes", .gauge, "Size of a device of the file system.")
  private static let reserved = FamilyHeader(
    "node_btrfs_reserved_bytes", .gauge, "Space reserved for allocations under way.")
  private static let used = FamilyHeader(
    "node_btrfs_used_bytes", .gauge, "Space in use, before copies.")
  private static let size = FamilyHeader(
    "node_btrfs_size_bytes", .gauge, "Space allocated, before copies.")
  private static let allocationRatio = FamilyHeader(
    "node_btrfs_allocation_ratio", .gauge, "Bytes on disks for each byte of data.")
}
