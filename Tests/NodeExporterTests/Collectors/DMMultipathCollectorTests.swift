import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct DMMultipathCollectorTests {
  @Test func countsTheWaysToADisk() throws {
    let host = try HostFixture(sys: [
      "block/dm-0/dm/name": "root\n", "block/dm-0/dm/uuid": "LVM-abc\n", "block/dm-0/size": "8\n",
      "block/dm-1/dm/name": "mpathA\n", "block/dm-1/dm/uuid": "mpath-3600508b1001c\n",
      "block/dm-1/dm/suspended": "0\n", "block/dm-1/size": "2097152\n",
      "block/dm-1/slaves/sda/device/state": "running\n",
      "block/dm-1/slaves/sdb/device/state": "offline\n",
      "block/dm-1/slaves/nvme0n1/device/state": "live\n",
    ])
    #expect(
      samples(try exposition(of: DMMultipathCollector(host.paths))) == [
        #"node_dmmultipath_device_info{device="mpathA",sysfs_name="dm-1",uuid="mpath-3600508b1001c"} 1"#,
        #"node_dmmultipath_device_active{device="mpathA",sysfs_name="dm-1"} 1"#,
        #"node_dmmultipath_device_size_bytes{device="mpathA",sysfs_name="dm-1"} 1073741824"#,
        #"node_dmmultipath_path_state{device="mpathA",path="nvme0n1",state="live"} 1"#,
        #"node_dmmultipath_path_state{device="mpathA",path="sda",state="running"} 1"#,
        #"node_dmmultipath_path_state{device="mpathA",path="sdb",state="offline"} 1"#,
        #"node_dmmultipath_device_paths{device="mpathA",sysfs_name="dm-1"} 3"#,
        #"node_dmmultipath_device_paths_active{device="mpathA",sysfs_name="dm-1"} 2"#,
        #"node_dmmultipath_device_paths_failed{device="mpathA",sysfs_name="dm-1"} 1"#,
      ])
  }

  @Test func isAbsentWhereThereAreNoDisks() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: DMMultipathCollector(host.paths))
    }
  }
}
