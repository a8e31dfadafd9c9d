import Testing

@testable import RedisExporter

@Suite struct ReplicationCollectorTests {
  @Test func aPrimaryTellsOfItsReplicas() throws {
    let labels = "{slave_ip=\"127.0.0.1\",slave_port=\"17380\",slave_state=\"online\"}"
    #expect(
      try Scrape(ReplicationCollector(), info: RecordedInfo.primary).samples == [
        "redis_connected_slave_offset_bytes\(labels) 896",
        "redis_connected_slave_lag_seconds\(labels) 0",
      ])
  }

  @Test func aReplicaTellsOfItsPrimary() throws {
    let labels = "{master_host=\"127.0.0.1\",master_port=\"17379\"}"
    #expect(
      try Scrape(ReplicationCollector(), info: RecordedInfo.replica).samples == [
        "redis_master_link_up\(labels) 1",
        "redis_master_last_io_seconds_ago\(labels) 2",
        "redis_master_sync_in_progress\(labels) 0",
        "redis_slave_repl_offset\(labels) 896",
        "redis_slave_info{master_host=\"127.0.0.1\",master_port=\"17379\",read_only=\"1\"} 1",
      ])
  }

  @Test func keyDBReplicatesSeveral() throws {
    let info = """
      role:active-replica
      master_host:a
      master_port:1
      master_link_status:up
      master_1_host:b
      master_1_port:2
      master_1_link_status:down
      master_1_last_io_seconds_ago:-1
      """
    #expect(
      try Scrape(ReplicationCollector(), info: info).samples == [
        "redis_master_link_up{master_host=\"a\",master_port=\"1\"} 1",
        "redis_master_link_up{master_host=\"b\",master_port=\"2\"} 0",
        "redis_master_last_io_seconds_ago{master_host=\"b\",master_port=\"2\"} -1",
      ])
  }

  @Test(arguments: [
    "", "master_:1", "master_99999999999_host:a", "slave0:ip=,port=", "master_host:",
    "slave0:ip=1,lag=-1",
  ])
  func garbageIsNoSeries(info: String) throws {
    #expect(try Scrape(ReplicationCollector(), info: info).text == "")
  }
}
