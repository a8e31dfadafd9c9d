import Testing

@testable import RedisExporter

@Suite struct CommandstatsCollectorTests {
  @Test func callsAndPercentilesOfEachCommand() throws {
    let info = """
      # Commandstats
      cmdstat_config|set:calls=1,usec=9,usec_per_call=9.00,rejected_calls=0,failed_calls=0
      cmdstat_lpush:calls=2,usec=17,usec_per_call=8.50,rejected_calls=3,failed_calls=1

      # Latencystats
      latency_percentiles_usec_lpush:p50=7.007,p99=10.047,p99.9=10.047
      latency_percentiles_usec_gone:p50=7.007,p99=10.047,p99.9=10.047
      """
    #expect(
      try Scrape(CommandstatsCollector(), info: info).text == """
        # HELP redis_commands_total Calls of a command.
        # TYPE redis_commands_total counter
        redis_commands_total{cmd="config|set"} 1
        redis_commands_total{cmd="lpush"} 2
        # HELP redis_commands_duration_seconds_total Time spent in a command.
        # TYPE redis_commands_duration_seconds_total counter
        redis_commands_duration_seconds_total{cmd="config|set"} 0.000009
        redis_commands_duration_seconds_total{cmd="lpush"} 0.000017
        # HELP redis_commands_rejected_calls_total Calls of a command that were refused before it ran.
        # TYPE redis_commands_rejected_calls_total counter
        redis_commands_rejected_calls_total{cmd="config|set"} 0
        redis_commands_rejected_calls_total{cmd="lpush"} 3
        # HELP redis_commands_failed_calls_total Calls of a command that failed while it ran.
        # TYPE redis_commands_failed_calls_total counter
        redis_commands_failed_calls_total{cmd="config|set"} 0
        redis_commands_failed_calls_total{cmd="lpush"} 1
        # HELP redis_latency_percentiles_usec Microseconds that a command took; quantiles are percents.
        # TYPE redis_latency_percentiles_usec summary
        redis_latency_percentiles_usec{cmd="lpush",quantile="50"} 7.007
        redis_latency_percentiles_usec{cmd="lpush",quantile="99"} 10.047
        redis_latency_percentiles_usec{cmd="lpush",quantile="99.9"} 10.047
        redis_latency_percentiles_usec_sum{cmd="lpush"} 17
        redis_latency_percentiles_usec_count{cmd="lpush"} 2

        """)
  }

  @Test func serversBefore62DoNotTellRefusals() throws {
    let info = "cmdstat_get:calls=21,usec=1000175,usec_per_call=8.33"
    #expect(
      try Scrape(CommandstatsCollector(), info: info).samples == [
        "redis_commands_total{cmd=\"get\"} 21",
        "redis_commands_duration_seconds_total{cmd=\"get\"} 1.000175",
      ])
  }

  @Test(arguments: [
    "", "cmdstat_get:", "cmdstat_get:calls=,usec=x", "cmdstat_:a,b=c=d,,",
    "latency_percentiles_usec_get:p50=1",
  ])
  func garbageIsNoSeries(info: String) throws {
    #expect(try Scrape(CommandstatsCollector(), info: info).text == "")
  }
}
