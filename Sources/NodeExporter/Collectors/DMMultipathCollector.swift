import Shared

/// Disks that can be reached by several ways, from `/sys/block/dm-*`.
struct DMMultipathCollector: Collector {
  let name = "dmmultipath"
  private let sys: FileTree
  private let disks: DeviceFolder

  init(_ host: HostPaths) {
    sys = host.sys
    disks = DeviceFolder(
      host.sys, "block", attributes: ["dm/suspended", "size"], constants: ["dm/name", "dm/uuid"])
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var groups = FamilyGroups()
    for disk in try disks.devices(where: { $0.hasPrefix("dm-") }) {
      // The UUID begins with what made the device.
      guard let uuid = disk.constants[1], uuid.hasPrefix("mpath-") else { continue }
      write(disk, uuid, into: &groups, noting: &losses)
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  private func write(
    _ disk: DeviceFolder.Device, _ uuid: String, into groups: inout FamilyGroups,
    noting losses: inout Losses
  ) {
    let name = disk.constants[0] ?? ""
    let labels = Labels([Label("device", name), Label("sysfs_name", disk.name)])
    groups.append(Self.info, true, labels.adding(Label("uuid", uuid)))
    if let suspended = disk.attributes[0].measured(noting: &losses) {
      groups.append(Self.active, suspended == 0, labels)
    }
    if let sectors = disk.attributes[1].measured(noting: &losses) {
      groups.append(Self.size, sectors &* 512, labels)
    }
    guard let paths = try? sys.names(in: "block/\(disk.name)/slaves") else { return }
    var usable = 0
    for path in paths {
      let file = sys.fileReadOnce("block/\(disk.name)/slaves/\(path)/device/state")
      let state = (try? file.text()) ?? "unknown"
      // What SCSI and what NVMe calls it.
      if state == "running" || state == "live" { usable += 1 }
      groups.append(
        Self.state, true,
        Labels([Label("device", name), Label("path", path), Label("state", state)]))
    }
    groups.append(Self.paths, paths.count, labels)
    groups.append(Self.usable, usable, labels)
    groups.append(Self.failed, paths.count - usable, labels)
  }

  private static func gauge(_ family: String, _ help: String) -> FamilyHeader {
    FamilyHeader("node_dmmultipath_\(family)", .gauge, help)
  }

  private static let info = gauge("device_info", "A disk of several ways, always 1.")
  private static let active = gauge("device_active", "Whether the disk is not suspended.")
  private static let size = gauge("device_size_bytes", "Size of the disk.")
  private static let paths = gauge("device_paths", "Ways to the disk.")
  private static let usable = gauge("device_paths_active", "Ways that can be used.")
  private static let failed = gauge("device_paths_failed", "Ways that cannot be used.")
  private static let state = gauge("path_state", "The state of a way, always 1.")
}
