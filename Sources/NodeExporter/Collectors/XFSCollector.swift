import Shared

/// What XFS does on each device, from `/sys/fs/xfs/DEVICE/stats/stats`
/// (`fs/xfs/xfs_stats.h` in the kernel's source).
struct XFSCollector: Collector {
  let name = "xfs"
  private let devices: DeviceFolder

  init(_ host: HostPaths) {
    devices = DeviceFolder(host.sys, "fs/xfs", attributes: ["stats/stats"])
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var groups = FamilyGroups()
    for device in try devices.devices() {
      let labels = Labels([Label("device", device.name)])
      // The folder also holds what is set for all devices.
      do {
        try Self.table.read(device.attributes[0], labels, into: &groups)
      } catch is Absent {
      } catch {
        losses.note(error)
      }
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  private static func count(_ stem: String, _ help: String) -> ColumnTable.Column {
    .counter("node_xfs_\(stem)_total", help)
  }

  private static func tree(_ stem: String, _ what: String) -> [ColumnTable.Column] {
    [
      count("\(stem)_lookups", "Lookups in the tree of \(what)."),
      count("\(stem)_compares", "Comparisons in the tree of \(what)."),
      count("\(stem)_records_inserted", "Records put into the tree of \(what)."),
      count("\(stem)_records_deleted", "Records taken from the tree of \(what)."),
    ]
  }

  private static let table = ColumnTable([
    "extent_alloc": [
      count("extent_allocation_extents_allocated", "Extents allocated."),
      count("extent_allocation_blocks_allocated", "Blocks allocated."),
      count("extent_allocation_extents_freed", "Extents freed."),
      count("extent_allocation_blocks_freed", "Blocks freed."),
    ],
    "abt": tree("allocation_btree", "free extents"),
    "blk_map": [
      count("block_mapping_reads", "Places of blocks looked up for reading."),
      count("block_mapping_writes", "Places of blocks looked up for writing."),
      count("block_mapping_unmaps", "Blocks taken from files."),
      count("block_mapping_extent_list_insertions", "Extents put into lists of extents."),
      count("block_mapping_extent_list_deletions", "Extents taken from lists of extents."),
      count("block_mapping_extent_list_lookups", "Lookups in lists of extents."),
      count("block_mapping_extent_list_compares", "Comparisons in lists of extents."),
    ],
    "bmbt": tree("block_map_btree", "a file's extents"),
    "dir": [
      count("directory_operation_lookup", "Names looked up in directories."),
      count("directory_operation_create", "Names put into directories."),
      count("directory_operation_remove", "Names taken from directories."),
      count("directory_operation_getdents", "Times that a directory was listed."),
    ],
    "ig": [
      count("inode_operation_attempts", "Times that an inode was looked for in the cache."),
      count("inode_operation_found", "Times that it was there."),
      count("inode_operation_recycled", "Times that it was there and about to be forgotten."),
      count("inode_operation_missed", "Times that it was not there."),
      count("inode_operation_duplicates", "Times that another had put it there meanwhile."),
      count("inode_operation_reclaims", "Inodes taken from the cache to free memory."),
      count("inode_operation_attribute_changes", "Times that attributes of an inode were changed."),
    ],
    "rw": [
      count("write_calls", "Calls to write."), count("read_calls", "Calls to read."),
    ],
    "vnodes": [
      count("vnode_active", "Inodes in use."), count("vnode_allocate", "Inodes taken into use."),
      count("vnode_get", "Times that an inode in use was asked for."),
      count("vnode_hold", "Times that an inode was held."),
      count("vnode_release", "Times that an inode was released."),
      count("vnode_reclaim", "Inodes whose memory was reclaimed."),
      count("vnode_remove", "Inodes taken out of use."),
    ],
  ])
}
