import Shared
import Testing

@testable import RedisExporter

@Suite struct LatencyCollectorTests {
  @Test func theLatestSpikes() throws {
    let reply = Wire.array([
      Wire.array([Wire.string("command"), ":1795849822\r\n", ":249\r\n", ":300\r\n"]), "*0\r\n",
    ])
    #expect(
      try Scrape(LatencyCollector(), info: "", reply).text == """
        # HELP redis_latency_spike_last When latency last spiked for an event, in seconds since 1970.
        # TYPE redis_latency_spike_last gauge
        redis_latency_spike_last{event_name="command"} 1795849822
        # HELP redis_latency_spike_duration_seconds How long the last latency spike was.
        # TYPE redis_latency_spike_duration_seconds gauge
        redis_latency_spike_duration_seconds{event_name="command"} 0.249

        """)
  }

  @Test func noSpikesAreNoSeriesAndRefusalIsAnError() throws {
    #expect(try Scrape(LatencyCollector(), info: "", "*0\r\n").text == "")
    #expect(try Scrape(LatencyCollector(), info: "", Wire.refusal).error is RedisError)
    #expect(try Scrape(LatencyCollector(), info: "", Wire.unknown).error is Absent)
  }
}
