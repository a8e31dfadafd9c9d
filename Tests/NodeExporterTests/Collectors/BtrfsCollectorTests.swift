import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct BtrfsCollectorTests {
  @Test func writesSpaceAndCommits() throws {
    let host = try HostFixture(sys: [
      "fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/label": "home\n",
      "fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/allocation/global_rsv_size": "16777216\n",
      "fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/allocation/data/bytes_reserved": "5\n",
      "fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/allocation/data/raid5/total_bytes": "300\n",
      "fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/allocation/data/raid5/used_bytes": "200\n",
      "fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/allocation/metadata/raid1/total_bytes": "30\n",
      "fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/allocation/metadata/raid1/used_bytes": "20\n",
      "fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/devices/sda/size": "20971520\n",
      "fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/devices/sdb/size": "1\n",
      "fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/devices/sdc/size": "1\n",
      "fs/btrfs/0abb23a9-579b-43e6-ad30-227ef47fcb9d/commit_stats": """
      commits 3
      cur_commit_ms 0
      last_commit_ms 1000
      max_commit_ms 1500
      total_commit_ms 47836090

      """,
      "fs/btrfs/features/raid56": "0\n",
    ])
    #expect(
      try exposition(of: BtrfsCollector(host.paths)) == """
        # HELP node_btrfs_info A file system and its label, always 1.
        # TYPE node_btrfs_info gauge
        node_btrfs_info{label="home",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 1
        # HELP node_btrfs_global_rsv_size_bytes Space kept for the file system's own needs.
        # TYPE node_btrfs_global_rsv_size_bytes gauge
        node_btrfs_global_rsv_size_bytes{uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 16777216
        # HELP node_btrfs_device_size_bytes Size of a device of the file system.
        # TYPE node_btrfs_device_size_bytes gauge
        node_btrfs_device_size_bytes{device="sda",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 10737418240
        node_btrfs_device_size_bytes{device="sdb",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 512
        node_btrfs_device_size_bytes{device="sdc",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 512
        # HELP node_btrfs_reserved_bytes Space reserved for allocations under way.
        # TYPE node_btrfs_reserved_bytes gauge
        node_btrfs_reserved_bytes{block_group_type="data",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 5
        # HELP node_btrfs_used_bytes Space in use, before copies.
        # TYPE node_btrfs_used_bytes gauge
        node_btrfs_used_bytes{block_group_type="data",mode="raid5",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 200
        node_btrfs_used_bytes{block_group_type="metadata",mode="raid1",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 20
        # HELP node_btrfs_size_bytes Space allocated, before copies.
        # TYPE node_btrfs_size_bytes gauge
        node_btrfs_size_bytes{block_group_type="data",mode="raid5",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 300
        node_btrfs_size_bytes{block_group_type="metadata",mode="raid1",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 30
        # HELP node_btrfs_allocation_ratio Bytes on disks for each byte of data.
        # TYPE node_btrfs_allocation_ratio gauge
        node_btrfs_allocation_ratio{block_group_type="data",mode="raid5",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 1.5
        node_btrfs_allocation_ratio{block_group_type="metadata",mode="raid1",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 2
        # HELP node_btrfs_commits_total Transactions committed.
        # TYPE node_btrfs_commits_total counter
        node_btrfs_commits_total{uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 3
        # HELP node_btrfs_last_commit_seconds Time that the last commit took.
        # TYPE node_btrfs_last_commit_seconds gauge
        node_btrfs_last_commit_seconds{uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 1
        # HELP node_btrfs_max_commit_seconds Time that the longest commit took.
        # TYPE node_btrfs_max_commit_seconds gauge
        node_btrfs_max_commit_seconds{uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 1.5
        # HELP node_btrfs_commit_seconds_total Time that commits took.
        # TYPE node_btrfs_commit_seconds_total counter
        node_btrfs_commit_seconds_total{uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 47836.09

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: BtrfsCollector(host.paths))
    }
  }
}
