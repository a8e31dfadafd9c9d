import Testing

@testable import RedisExporter

@Suite struct SlowlogCollectorTests {
  @Test func theLastSlowCommandIsToldWithoutItsWords() throws {
    let last = Wire.array([
      ":200113\r\n", ":1795849858\r\n", ":6000\r\n", Wire.strings("AUTH", "secret"),
      Wire.string("127.0.0.1:51222"), Wire.string(""),
    ])
    #expect(
      try Scrape(SlowlogCollector(), info: "", ":128\r\n", Wire.array([last])).text == """
        # HELP redis_slowlog_length Commands in the log of slow ones.
        # TYPE redis_slowlog_length gauge
        redis_slowlog_length 128
        # HELP redis_slowlog_last_id The number of the last slow command.
        # TYPE redis_slowlog_last_id gauge
        redis_slowlog_last_id 200113
        # HELP redis_last_slow_execution_duration_seconds How long the last slow command took.
        # TYPE redis_last_slow_execution_duration_seconds gauge
        redis_last_slow_execution_duration_seconds 0.006

        """)
  }

  @Test func anEmptyLogHasUpstreamsZeros() throws {
    let scrape = try Scrape(SlowlogCollector(), info: "", ":0\r\n", "*0\r\n")
    #expect(
      scrape.samples == [
        "redis_slowlog_length 0", "redis_slowlog_last_id 0",
        "redis_last_slow_execution_duration_seconds 0",
      ])
  }

  @Test func aRefusalIsAnError() throws {
    #expect(
      try Scrape(SlowlogCollector(), info: "", Wire.refusal, Wire.refusal).error is RedisError)
  }
}
