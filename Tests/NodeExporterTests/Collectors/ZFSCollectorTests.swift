import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct ZFSCollectorTests {
  @Test func writesCachesAndPools() throws {
    let host = try HostFixture(proc: [
      "spl/kstat/zfs/arcstats": """
      6 1 0x01 91 4368 5266997922 97951858082072
      name                            type data
      hits                            4    8772612
      memory_available_bytes          3    -922337203685477580

      """,
      "spl/kstat/zfs/pool1/io": """
      12 3 0x00 1 80 79205351707403 395818011156865
      nread    nwritten
      1884160  3206144

      """,
      "spl/kstat/zfs/pool1/state": "DEGRADED\n",
      "spl/kstat/zfs/pool1/objset-1": """
      23 1 0x01 7 2160 221578688875 6665999035587
      name                            type data
      dataset_name                    7    pool1/data set
      writes                          4    4

      """,
      "spl/kstat/zfs/unknown_stats": "x\n",
    ])
    #expect(
      try exposition(of: ZFSCollector(host.paths)) == """
        # HELP node_zfs_arc_hits The counter hits of ZFS.
        # TYPE node_zfs_arc_hits untyped
        node_zfs_arc_hits 8772612
        # HELP node_zfs_arc_memory_available_bytes The counter memory_available_bytes of ZFS.
        # TYPE node_zfs_arc_memory_available_bytes untyped
        node_zfs_arc_memory_available_bytes -9.223372036854776e+17
        # HELP node_zfs_zpool_nread The column nread of a pool's io.
        # TYPE node_zfs_zpool_nread untyped
        node_zfs_zpool_nread{zpool="pool1"} 1884160
        # HELP node_zfs_zpool_nwritten The column nwritten of a pool's io.
        # TYPE node_zfs_zpool_nwritten untyped
        node_zfs_zpool_nwritten{zpool="pool1"} 3206144
        # HELP node_zfs_zpool_dataset_writes The counter writes of a data set.
        # TYPE node_zfs_zpool_dataset_writes untyped
        node_zfs_zpool_dataset_writes{dataset="pool1/data set",zpool="pool1"} 4
        # HELP node_zfs_zpool_state Which of the states a pool is in.
        # TYPE node_zfs_zpool_state gauge
        node_zfs_zpool_state{state="online",zpool="pool1"} 0
        node_zfs_zpool_state{state="degraded",zpool="pool1"} 1
        node_zfs_zpool_state{state="faulted",zpool="pool1"} 0
        node_zfs_zpool_state{state="offline",zpool="pool1"} 0
        node_zfs_zpool_state{state="removed",zpool="pool1"} 0
        node_zfs_zpool_state{state="unavail",zpool="pool1"} 0
        node_zfs_zpool_state{state="suspended",zpool="pool1"} 0

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: ZFSCollector(host.paths))
    }
  }
}
