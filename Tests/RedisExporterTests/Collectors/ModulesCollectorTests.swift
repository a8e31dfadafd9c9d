import Testing

@testable import RedisExporter

@Suite struct ModulesCollectorTests {
  @Test func modulesAndWhatTheySay() throws {
    let reply = Wire.string(
      "# Modules\r\nmodule:name=search,ver=21005,api=1,filters=0,usedby=[],using=[ReJSON],options=[]"
        + "\r\n# search_indexes\r\nsearch_number_of_indexes:3\r\nsearch_total_ms_run:7\r\n")
    #expect(
      try Scrape(ModulesCollector(), info: "", reply).samples == [
        """
        redis_module_info{name="search",ver="21005",api="1",filters="0",usedby="[]",\
        using="[ReJSON]"} 1
        """,
        "redis_search_number_of_indexes 3", "redis_search_run_ms_total 7",
      ])
  }

  @Test func withoutModulesNothingIsTold() throws {
    #expect(try Scrape(ModulesCollector(), info: "", Wire.string("# Modules\r\n")).text == "")
  }
}
