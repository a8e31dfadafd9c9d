import Shared
import Testing

@testable import RedisExporter

@Suite struct SearchIndexesCollectorTests {
  @Test func indexesAreAskedForOnceTheyWereListed() throws {
    let collector = SearchIndexesCollector(pattern: try Pattern("^a"))
    let list = Wire.strings("articles", "people", "attic")
    #expect(try Scrape(collector, info: "", list).text == "")
    let index = Wire.strings(
      "index_name", "articles", "num_docs", "7", "inverted_sz_mb", "0.5", "number_of_uses", "2",
      "percent_indexed", "nan?")
    let scrape = try Scrape(collector, info: "", list, index, "-Unknown index name\r\n")
    #expect(scrape.error == nil)
    #expect(
      scrape.samples == [
        "redis_search_index_num_docs{index_name=\"articles\"} 7",
        "redis_search_index_inverted_size_bytes{index_name=\"articles\"} 524288",
        "redis_search_index_number_of_uses_total{index_name=\"articles\"} 2",
      ])
  }

  @Test func aServerWithoutTheModuleHasNothing() throws {
    #expect(try Scrape(SearchIndexesCollector(), info: "", Wire.unknown).error is Absent)
  }
}
