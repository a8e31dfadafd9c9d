import ArgumentParser
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct BcacheCollectorTests {
  private static let set = "fs/bcache/0abb23a9-579b-43e6-ad30-227ef47fcb9d"

  private func host() throws -> HostFixture {
    try HostFixture(sys: [
      "fs/bcache/register": "",
      "\(Self.set)/average_key_size": "12\n",
      "\(Self.set)/btree_cache_size": "1.5M\n",
      "\(Self.set)/internal/btree_read_average_duration_us": "1305\n",
      "\(Self.set)/bdev0/dirty_data": "20.4G\n",
      "\(Self.set)/bdev0/stats_total/cache_hits": "546\n",
      "\(Self.set)/bdev0/stats_total/bypassed": "4.0k\n",
      "\(Self.set)/bdev0/writeback_rate_debug":
        "rate:\t\t1.1M/sec\ndirty:\t\t20.4G\ntarget:\t\t20.4G\nproportional:\t-427.5k\nchange:\t\t0/sec\nnext io:\t17ms\n",
      "\(Self.set)/cache0/written": "512\n",
      "\(Self.set)/cache0/priority_stats": "Unused:\t\t99%\nMetadata:\t1%\nAverage:\t10473\n",
    ])
  }

  @Test func writesWhatIsInTheFolders() throws {
    let host = try host()
    #expect(
      samples(try exposition(of: BcacheCollector(host.paths, .parse([])))) == [
        #"node_bcache_average_key_size_sectors{uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 12"#,
        #"node_bcache_btree_cache_size_bytes{uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 1560576"#,
        #"node_bcache_btree_read_average_duration_seconds{uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 0.001305"#,
        #"node_bcache_dirty_data_bytes{backing_device="bdev0",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 21894266880"#,
        #"node_bcache_bypassed_bytes_total{backing_device="bdev0",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 4096"#,
        #"node_bcache_cache_hits_total{backing_device="bdev0",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 546"#,
        #"node_bcache_writeback_rate{backing_device="bdev0",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 1150976"#,
        #"node_bcache_dirty_target_bytes{backing_device="bdev0",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 21894266880"#,
        #"node_bcache_writeback_rate_proportional_term{backing_device="bdev0",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} -437748"#,
        #"node_bcache_writeback_change{backing_device="bdev0",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 0"#,
        #"node_bcache_written_bytes_total{cache_device="cache0",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 512"#,
      ])
  }

  @Test func sortsBucketsOnlyWhenAsked() throws {
    let host = try host()
    let asked = try exposition(
      of: BcacheCollector(host.paths, .parse(["--collector.bcache.priorityStats"])))
    #expect(
      samples(asked).suffix(2) == [
        #"node_bcache_priority_stats_unused_percent{cache_device="cache0",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 99"#,
        #"node_bcache_priority_stats_metadata_percent{cache_device="cache0",uuid="0abb23a9-579b-43e6-ad30-227ef47fcb9d"} 1"#,
      ])
  }

  /// As with node_exporter, whose alerts would fire otherwise.
  @Test func isNoFailureWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(try exposition(of: BcacheCollector(host.paths, .parse([]))).isEmpty)
  }
}
