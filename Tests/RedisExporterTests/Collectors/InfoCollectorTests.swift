import Testing

@testable import RedisExporter

@Suite struct InfoCollectorTests {
  @Test func aFieldIsAFamilyInItsBaseUnit() throws {
    let info = """
      # Server\r
      used_memory:1357408\r
      latest_fork_usec:397\r
      instantaneous_input_kbps:0.14\r
      current_fork_perc:12.50\r
      total_active_defrag_time:1500\r
      rdb_last_bgsave_status:ok\r
      aof_last_write_status:err\r
      rdb_last_bgsave_time_sec:-1\r
      sentinel_tilt_since_seconds:-1\r
      used_memory_human:1.29M\r
      used_cpu_user:0.107604\r
      """
    let scrape = try Scrape(InfoCollector(), info: info)
    #expect(
      scrape.samples == [
        "redis_memory_used_bytes 1357408",
        "redis_latest_fork_seconds 0.000397",
        "redis_instantaneous_input_bytes_per_second 143.36",
        "redis_current_fork_ratio 0.125",
        "redis_active_defrag_seconds_total 1.5",
        "redis_rdb_last_bgsave_status 1",
        "redis_aof_last_write_status 0",
        "redis_rdb_last_bgsave_duration_sec -1",
        "redis_cpu_user_seconds_total 0.107604",
        """
        redis_instance_info{role="",redis_version="",redis_build_id="",redis_mode="",os="",\
        maxmemory_policy="",tcp_port="",run_id="",process_id="",master_replid=""} 1
        """,
      ])
    #expect(
      scrape.text.hasPrefix(
        """
        # HELP redis_memory_used_bytes Bytes that the server has allocated.
        # TYPE redis_memory_used_bytes gauge
        redis_memory_used_bytes 1357408

        """))
  }

  @Test func theStartIsTheServersTimeLessItsUptime() throws {
    let scrape = try Scrape(InfoCollector(), info: RecordedInfo.primary)
    #expect(scrape.samples.contains("redis_start_time_seconds 1795849819"))
    #expect(scrape.samples.contains("redis_hz 10"))
    #expect(scrape.samples.contains("redis_cluster_enabled 0"))
    #expect(scrape.samples.contains("redis_cluster_connections 0"))
    #expect(
      scrape.samples.contains(
        """
        redis_instance_info{role="master",redis_version="7.0.15",redis_build_id="ae4d7c971a948f0",\
        redis_mode="standalone",os="Linux 6.1.0 x86_64",maxmemory_policy="noeviction",\
        tcp_port="17379",run_id="35b2ad5aadf4df7974c35a1ec065db0b7d7d383e",process_id="3677",\
        master_replid="3fad7ef6373965982df7aafd5f97babb85abae0b"} 1
        """))
  }

  @Test func theMachinesMemoryIsToldOnRequest() throws {
    let line = "redis_total_system_memory_bytes 25276502016"
    let plain = try Scrape(InfoCollector(), info: RecordedInfo.primary)
    #expect(!plain.samples.contains(line))
    let asked = try Scrape(
      InfoCollector(includeSystemMetrics: true), info: RecordedInfo.primary)
    #expect(asked.samples.contains(line))
  }

  @Test func threadsOfValkeyHaveALabel() throws {
    let scrape = try Scrape(
      InfoCollector(),
      info: """
        valkey_version:8.1.0
        used_active_time_main_thread:11.5
        used_active_time_io_thread_1:0.25
        used_active_time_io_thread_2:0.5
        """)
    #expect(scrape.samples.contains("redis_active_time_main_thread_seconds_total 11.5"))
    #expect(
      scrape.samples.contains("redis_active_time_io_thread_seconds_total{thread=\"1\"} 0.25"))
    #expect(scrape.samples.contains("redis_active_time_io_thread_seconds_total{thread=\"2\"} 0.5"))
    #expect(scrape.text.contains("valkey_version=\"8.1.0\"} 1"))
  }

  @Test(arguments: ["", "\r\n", "# Server", ":::", "used_memory:\nhz:many\nuptime_in_seconds:x"])
  func whatIsNoNumberIsNoSeries(info: String) throws {
    let scrape = try Scrape(InfoCollector(), info: info)
    #expect(scrape.samples.allSatisfy { $0.hasPrefix("redis_instance_info") })
  }

  @Test func aSentinelsOwnStateIsInItsInfo() throws {
    let samples = try Scrape(InfoCollector(), info: RecordedInfo.sentinel).samples
    #expect(samples.contains("redis_sentinel_masters 1"))
    #expect(samples.contains("redis_sentinel_tilt 0"))
    #expect(!samples.contains { $0.contains("tilt_since") })
  }

  @Test func labelsHaveAnEnd() throws {
    let long = String(repeating: "é", count: 1000)
    let scrape = try Scrape(InfoCollector(), info: "os:\(long)")
    #expect(scrape.text.utf8.count < 700)
  }

  @Test func everyFieldHasItsPlace() {
    let tables = [
      InfoFields.server, InfoFields.memory, InfoFields.persistence, InfoFields.stats,
      InfoFields.processor, InfoFields.replication,
    ]
    var names: Set<String> = []
    for field in tables.joined() {
      #expect(InfoFields.general[field.key.utf8.span]?.header === field.header)
      #expect(names.insert(field.header.name).inserted)
    }
    #expect(InfoFields.general["used_memor".utf8.span] == nil)
  }
}
