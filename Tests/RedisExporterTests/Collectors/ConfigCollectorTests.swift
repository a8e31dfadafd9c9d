import Testing

@testable import RedisExporter

@Suite struct ConfigCollectorTests {
  private let parameters = Wire.strings(
    "maxclients", "10000", "client-output-buffer-limit",
    "normal 0 0 0 slave 268435456 67108864 60", "requirepass", "secret", "maxmemory", "0",
    "repl-backlog-size", "1048576", "io-threads", "1")

  @Test func limitsAreAlwaysTold() throws {
    #expect(
      try Scrape(ConfigCollector(), info: "redis_version:7.0.15", parameters).text == """
        # HELP redis_config_maxclients How many clients are allowed at once.
        # TYPE redis_config_maxclients gauge
        redis_config_maxclients 10000
        # HELP redis_config_maxmemory The limit of memory in bytes, 0 for none.
        # TYPE redis_config_maxmemory gauge
        redis_config_maxmemory 0
        # HELP redis_config_io_threads Threads for input and output.
        # TYPE redis_config_io_threads gauge
        redis_config_io_threads 1
        # HELP redis_config_repl_backlog_size Bytes of the replication backlog.
        # TYPE redis_config_repl_backlog_size gauge
        redis_config_repl_backlog_size 1048576
        # HELP redis_config_client_output_buffer_limit_bytes How much output may wait for a client of a class.
        # TYPE redis_config_client_output_buffer_limit_bytes gauge
        redis_config_client_output_buffer_limit_bytes{class="normal",limit="hard"} 0
        redis_config_client_output_buffer_limit_bytes{class="normal",limit="soft"} 0
        redis_config_client_output_buffer_limit_bytes{class="slave",limit="hard"} 268435456
        redis_config_client_output_buffer_limit_bytes{class="slave",limit="soft"} 67108864
        # HELP redis_config_client_output_buffer_limit_overcome_seconds How long the output for a client of a class may be over the soft limit.
        # TYPE redis_config_client_output_buffer_limit_overcome_seconds gauge
        redis_config_client_output_buffer_limit_overcome_seconds{class="normal",limit="soft"} 0
        redis_config_client_output_buffer_limit_overcome_seconds{class="slave",limit="soft"} 60

        """)
  }

  @Test func passwordsAreWithheldUnlessAskedFor() throws {
    let collector = ConfigCollector(includeConfigMetrics: true)
    let scrape = try Scrape(collector, info: "", parameters)
    #expect(scrape.samples.contains("redis_config_value{key=\"maxclients\"} 10000"))
    #expect(
      scrape.samples.contains("redis_config_key_value{key=\"io-threads\",value=\"1\"} 1"))
    #expect(!scrape.text.contains("requirepass"))
    let open = ConfigCollector(includeConfigMetrics: true, redact: false)
    #expect(
      try Scrape(open, info: "", parameters).samples.contains(
        "redis_config_key_value{key=\"requirepass\",value=\"secret\"} 1"))
  }

  @Test func olderServersAreAskedOneByOne() {
    var server = ServerInfo()
    server.version = "6.2.0"
    #expect(ConfigCollector().commands(for: server).count == 5)
    server.version = "7.0.0"
    #expect(ConfigCollector().commands(for: server).count == 1)
    let renamed = ConfigCollector(config: ConfigCommand("hidden")).commands(for: server)
    #expect(String(decoding: renamed[0].bytes, as: UTF8.self).contains("hidden"))
    #expect(!renamed[0].name.contains("hidden"))
    #expect(ConfigCollector(config: ConfigCommand("-")).commands(for: server).isEmpty)
  }

  @Test(arguments: ["*0\r\n", "*1\r\n$1\r\na\r\n", ":3\r\n", "*2\r\n:1\r\n:2\r\n"])
  func garbageIsNoSeries(reply: String) throws {
    #expect(try Scrape(ConfigCollector(), info: "redis_version:7.0.0", reply).text == "")
  }

  @Test func aRefusalIsAnError() throws {
    let scrape = try Scrape(ConfigCollector(), info: "redis_version:7.0.0", Wire.refusal)
    #expect((scrape.error as? RedisError)?.reason == .acl)
  }
}
