import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct BcachefsCollectorTests {
  private static let system = "fs/bcachefs/deadbeef-1234-5678-9012-abcdefabcdef"

  @Test func writesWhatIsInTheFolders() throws {
    let host = try HostFixture(sys: [
      "\(Self.system)/btree_cache_size": "524M\n",
      "\(Self.system)/compression_stats":
        "type    compressed  uncompressed  average extent size\nlz4:    19.3G   67.0G   112k\n",
      "\(Self.system)/errors": "btree_node_read_err 5 1234567890\n",
      "\(Self.system)/counters/sync_fs":
        "since mount:                0\nsince filesystem creation:  28.5k\n",
      "\(Self.system)/btree_write_stats": "         nr     size\ninitial:    19088    108k\n",
      "\(Self.system)/dev-0/label": "ssd.ssd1\n",
      "\(Self.system)/dev-0/state": "rw\n",
      "\(Self.system)/dev-0/bucket_size": "512k\n",
      "\(Self.system)/dev-0/nbuckets": "524288\n",
      "\(Self.system)/dev-0/durability": "1\n",
      "\(Self.system)/dev-0/io_done":
        "read:\nsb          :       3989504\nwrite:\njournal     :       97763328\n",
      "\(Self.system)/dev-0/io_errors":
        "IO errors since filesystem creation\n  read:    197346\n  write:   0\nIO errors since 8 y ago\n  read:    1\n",
    ])
    #expect(
      samples(try exposition(of: BcachefsCollector(host.paths))) == [
        #"node_bcachefs_info{uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 1"#,
        #"node_bcachefs_btree_cache_size_bytes{uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 549453824"#,
        #"node_bcachefs_compression_compressed_bytes{algorithm="lz4",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 20723217203"#,
        #"node_bcachefs_compression_uncompressed_bytes{algorithm="lz4",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 71940702208"#,
        #"node_bcachefs_errors_total{error_type="btree_node_read_err",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 5"#,
        #"node_bcachefs_sync_fs_total{uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 29184"#,
        #"node_bcachefs_btree_writes_total{type="initial",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 19088"#,
        #"node_bcachefs_btree_write_average_size_bytes{type="initial",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 110592"#,
        #"node_bcachefs_device_info{device="0",label="ssd.ssd1",state="rw",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 1"#,
        #"node_bcachefs_device_bucket_size_bytes{device="0",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 524288"#,
        #"node_bcachefs_device_buckets{device="0",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 524288"#,
        #"node_bcachefs_device_durability{device="0",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 1"#,
        #"node_bcachefs_device_io_done_bytes_total{data_type="sb",device="0",operation="read",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 3989504"#,
        #"node_bcachefs_device_io_done_bytes_total{data_type="journal",device="0",operation="write",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 97763328"#,
        #"node_bcachefs_device_io_errors_total{device="0",type="read",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 197346"#,
        #"node_bcachefs_device_io_errors_total{device="0",type="write",uuid="deadbeef-1234-5678-9012-abcdefabcdef"} 0"#,
      ])
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: BcachefsCollector(host.paths))
    }
  }
}
