import Shared
import Testing

@testable import RedisExporter

@Suite struct CommandlogCollectorTests {
  private let valkey = "redis_version:7.2.4\nvalkey_version:8.1.1"

  @Test func lengthsAndLimits() throws {
    let scrape = try Scrape(
      CommandlogCollector(), info: valkey, ":3\r\n", ":2\r\n", ":1\r\n",
      Wire.strings(
        "commandlog-request-larger-than", "1048576", "commandlog-execution-slower-than", "10000"))
    #expect(
      scrape.samples == [
        "redis_commandlog_slow_length 3", "redis_commandlog_large_request_length 2",
        "redis_commandlog_large_reply_length 1", "redis_commandlog_execution_slower_than 10000",
        "redis_commandlog_request_larger_than 1048576",
      ])
  }

  @Test(arguments: ["", "redis_version:7.4.0", "redis_version:7.2.4\nvalkey_version:8.0.2"])
  func othersAreNotAsked(info: String) throws {
    #expect(try Scrape(CommandlogCollector(), info: info).text == "")
  }

  @Test func lengthsAreServedWithoutLimits() throws {
    let scrape = try Scrape(
      CommandlogCollector(), info: valkey, ":3\r\n", ":2\r\n", ":1\r\n", Wire.refusal)
    #expect(scrape.samples.count == 3)
    #expect(scrape.error is Partial)
  }
}
