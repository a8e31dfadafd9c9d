import Testing

@testable import RedisExporter

@Suite struct ErrorstatsCollectorTests {
  @Test func errorsByTheirCode() throws {
    #expect(
      try Scrape(ErrorstatsCollector(), info: RecordedInfo.primary).text == """
        # HELP redis_errors_total Error replies by the code that they begin with.
        # TYPE redis_errors_total counter
        redis_errors_total{err="ERR"} 1
        redis_errors_total{err="WRONGTYPE"} 1

        """)
  }

  @Test(arguments: ["", "errorstat_ERR:", "errorstat_ERR:count=many"])
  func garbageIsNoSeries(info: String) throws {
    #expect(try Scrape(ErrorstatsCollector(), info: info).text == "")
  }
}
