import Shared
import Testing

@testable import RedisExporter

@Suite struct SentinelCollectorTests {
  private let masters = Wire.array([
    Wire.strings(
      "name", "mymaster", "ip", "127.0.0.1", "port", "17379", "flags", "master",
      "last-ok-ping-reply", "901", "down-after-milliseconds", "30000", "config-epoch", "0",
      "quorum", "1", "failover-timeout", "180000", "parallel-syncs", "1")
  ])
  private let peers = Wire.array([
    Wire.strings(
      "name", "s1", "ip", "10.0.0.1", "port", "26379", "runid", "abc", "flags", "sentinel"),
    Wire.strings("name", "s2", "flags", "s_down,sentinel"),
  ])
  private let replicas = Wire.array([
    Wire.strings("name", "r1", "flags", "slave"),
    Wire.strings("name", "r2", "flags", "s_down,slave"),
  ])
  private let labels = "{master_name=\"mymaster\",master_address=\"127.0.0.1:17379\"}"

  @Test func aPrimaryIsToldWithItsSettings() throws {
    let scrape = try Scrape(
      SentinelCollector(), info: RecordedInfo.sentinel, masters, "+OK 1 usable Sentinels.\r\n",
      peers, replicas)
    let opening = labels.dropLast()
    #expect(scrape.error == nil)
    #expect(
      scrape.samples == [
        "redis_sentinel_master_status\(opening),master_status=\"ok\"} 1",
        "redis_sentinel_master_slaves\(labels) 1",
        "redis_sentinel_master_sentinels\(labels) 1",
        "redis_sentinel_master_setting_ckquorum\(labels) 1",
        "redis_sentinel_master_setting_failover_timeout\(labels) 180000",
        "redis_sentinel_master_setting_parallel_syncs\(labels) 1",
        "redis_sentinel_master_setting_down_after_milliseconds\(labels) 30000",
        "redis_sentinel_master_config_epoch\(labels) 0",
        "redis_sentinel_master_last_ok_ping_reply_seconds\(labels) 0.901",
        "redis_sentinel_master_ckquorum_status"
          + "{master_name=\"mymaster\",message=\"OK 1 usable Sentinels.\"} 1",
        "redis_sentinel_master_ok_sentinels\(labels) 2",
        "redis_sentinel_master_ok_slaves\(labels) 1",
      ])
  }

  @Test func noQuorumIsAnAnswer() throws {
    let scrape = try Scrape(
      SentinelCollector(includePeerInfo: true), info: RecordedInfo.sentinel, masters,
      "-NOQUORUM 1 usable Sentinels\r\n", peers, replicas)
    #expect(scrape.error == nil)
    #expect(
      scrape.samples.contains(
        "redis_sentinel_master_ckquorum_status"
          + "{master_name=\"mymaster\",message=\"NOQUORUM 1 usable Sentinels\"} 0"))
    #expect(
      scrape.samples.contains(
        """
        redis_sentinel_peer_info{master_name="mymaster",master_address="127.0.0.1:17379",\
        name="s1",ip="10.0.0.1",port="26379",runid="abc",flags="sentinel"} 1
        """))
  }

  @Test func whatInfoSaysIsServedWhenAllIsRefused() throws {
    let scrape = try Scrape(
      SentinelCollector(), info: RecordedInfo.sentinel, Wire.refusal, Wire.refusal, Wire.refusal,
      Wire.refusal)
    #expect(scrape.samples.count == 3)
    #expect(scrape.error is Partial)
  }

  @Test func theConfigurationIsToldWithoutPasswords() throws {
    let scrape = try Scrape(
      SentinelCollector(includeConfigMetrics: true), info: "redis_mode:sentinel", "*0\r\n",
      Wire.strings("announce-port", "0", "sentinel-pass", "secret"))
    #expect(
      scrape.samples == [
        "redis_sentinel_config_key_value{key=\"announce-port\",value=\"0\"} 1",
        "redis_sentinel_config_value{key=\"announce-port\"} 0",
      ])
  }

  @Test func othersAreNotAsked() throws {
    #expect(try Scrape(SentinelCollector(), info: RecordedInfo.replica).text == "")
    #expect(ServerInfo(InfoReply(RecordedInfo.sentinel)).masterNames == ["mymaster"])
  }
}
