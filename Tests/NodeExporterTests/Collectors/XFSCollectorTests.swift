import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct XFSCollectorTests {
  @Test func writesCountsOfEachDevice() throws {
    let host = try HostFixture(sys: [
      "fs/xfs/sda1/stats/stats": """
      extent_alloc 1 872 0 0
      abt 1 2 3 4
      rw 28 5
      vnodes 4 0 0 0 1 1 1 0
      xpc 3571712 3568056 0

      """,
      "fs/xfs/stats/stats": "rw 28 5\n",
    ])
    #expect(
      try exposition(of: XFSCollector(host.paths)) == """
        # HELP node_xfs_extent_allocation_extents_allocated_total Extents allocated.
        # TYPE node_xfs_extent_allocation_extents_allocated_total counter
        node_xfs_extent_allocation_extents_allocated_total{device="sda1"} 1
        # HELP node_xfs_extent_allocation_blocks_allocated_total Blocks allocated.
        # TYPE node_xfs_extent_allocation_blocks_allocated_total counter
        node_xfs_extent_allocation_blocks_allocated_total{device="sda1"} 872
        # HELP node_xfs_extent_allocation_extents_freed_total Extents freed.
        # TYPE node_xfs_extent_allocation_extents_freed_total counter
        node_xfs_extent_allocation_extents_freed_total{device="sda1"} 0
        # HELP node_xfs_extent_allocation_blocks_freed_total Blocks freed.
        # TYPE node_xfs_extent_allocation_blocks_freed_total counter
        node_xfs_extent_allocation_blocks_freed_total{device="sda1"} 0
        # HELP node_xfs_allocation_btree_lookups_total Lookups in the tree of free extents.
        # TYPE node_xfs_allocation_btree_lookups_total counter
        node_xfs_allocation_btree_lookups_total{device="sda1"} 1
        # HELP node_xfs_allocation_btree_compares_total Comparisons in the tree of free extents.
        # TYPE node_xfs_allocation_btree_compares_total counter
        node_xfs_allocation_btree_compares_total{device="sda1"} 2
        # HELP node_xfs_allocation_btree_records_inserted_total Records put into the tree of free extents.
        # TYPE node_xfs_allocation_btree_records_inserted_total counter
        node_xfs_allocation_btree_records_inserted_total{device="sda1"} 3
        # HELP node_xfs_allocation_btree_records_deleted_total Records taken from the tree of free extents.
        # TYPE node_xfs_allocation_btree_records_deleted_total counter
        node_xfs_allocation_btree_records_deleted_total{device="sda1"} 4
        # HELP node_xfs_write_calls_total Calls to write.
        # TYPE node_xfs_write_calls_total counter
        node_xfs_write_calls_total{device="sda1"} 28
        # HELP node_xfs_read_calls_total Calls to read.
        # TYPE node_xfs_read_calls_total counter
        node_xfs_read_calls_total{device="sda1"} 5
        # HELP node_xfs_vnode_active_total Inodes in use.
        # TYPE node_xfs_vnode_active_total counter
        node_xfs_vnode_active_total{device="sda1"} 4
        # HELP node_xfs_vnode_allocate_total Inodes taken into use.
        # TYPE node_xfs_vnode_allocate_total counter
        node_xfs_vnode_allocate_total{device="sda1"} 0
        # HELP node_xfs_vnode_get_total Times that an inode in use was asked for.
        # TYPE node_xfs_vnode_get_total counter
        node_xfs_vnode_get_total{device="sda1"} 0
        # HELP node_xfs_vnode_hold_total Times that an inode was held.
        # TYPE node_xfs_vnode_hold_total counter
        node_xfs_vnode_hold_total{device="sda1"} 0
        # HELP node_xfs_vnode_release_total Times that an inode was released.
        # TYPE node_xfs_vnode_release_total counter
        node_xfs_vnode_release_total{device="sda1"} 1
        # HELP node_xfs_vnode_reclaim_total Inodes whose memory was reclaimed.
        # TYPE node_xfs_vnode_reclaim_total counter
        node_xfs_vnode_reclaim_total{device="sda1"} 1
        # HELP node_xfs_vnode_remove_total Inodes taken out of use.
        # TYPE node_xfs_vnode_remove_total counter
        node_xfs_vnode_remove_total{device="sda1"} 1

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: XFSCollector(host.paths))
    }
  }
}
