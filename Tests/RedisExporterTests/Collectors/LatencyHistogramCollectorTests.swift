import Testing

@testable import RedisExporter

@Suite struct LatencyHistogramCollectorTests {
  private let info = """
    redis_version:7.0.15
    cmdstat_set:calls=2,usec=19,usec_per_call=9.50,rejected_calls=0,failed_calls=0
    cmdstat_config|set:calls=1,usec=9,usec_per_call=9.00,rejected_calls=0,failed_calls=0
    cmdstat_config|get:calls=1,usec=7,usec_per_call=7.00,rejected_calls=0,failed_calls=0
    """
  private func histogram(_ command: String) -> [String] {
    [
      Wire.string(command),
      Wire.array([
        Wire.string("calls"), ":2\r\n", Wire.string("histogram_usec"),
        Wire.array([":8\r\n", ":1\r\n", ":16\r\n", ":2\r\n"]),
      ]),
    ]
  }

  @Test func bucketsAreTheServersAndSumsAreOfInfo() throws {
    let reply = Wire.array(histogram("set") + histogram("config"))
    #expect(
      try Scrape(LatencyHistogramCollector(), info: info, reply).samples == [
        "redis_commands_latencies_usec_bucket{cmd=\"set\",le=\"8\"} 1",
        "redis_commands_latencies_usec_bucket{cmd=\"set\",le=\"16\"} 2",
        "redis_commands_latencies_usec_bucket{cmd=\"set\",le=\"+Inf\"} 2",
        "redis_commands_latencies_usec_sum{cmd=\"set\"} 19",
        "redis_commands_latencies_usec_count{cmd=\"set\"} 2",
        "redis_commands_latencies_usec_bucket{cmd=\"config\",le=\"8\"} 1",
        "redis_commands_latencies_usec_bucket{cmd=\"config\",le=\"16\"} 2",
        "redis_commands_latencies_usec_bucket{cmd=\"config\",le=\"+Inf\"} 2",
        "redis_commands_latencies_usec_sum{cmd=\"config\"} 16",
        "redis_commands_latencies_usec_count{cmd=\"config\"} 2",
      ])
  }

  @Test func olderServersAreNotAsked() throws {
    #expect(try Scrape(LatencyHistogramCollector(), info: "redis_version:6.2.7").text == "")
  }

  @Test(arguments: ["*0\r\n", ":1\r\n", "*1\r\n$1\r\na\r\n", "*2\r\n$1\r\na\r\n:1\r\n"])
  func garbageIsNoSeries(reply: String) throws {
    #expect(try Scrape(LatencyHistogramCollector(), info: info, reply).text == "")
  }
}
