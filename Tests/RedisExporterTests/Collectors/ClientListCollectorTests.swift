import Shared
import Testing

@testable import RedisExporter

@Suite struct ClientListCollectorTests {
  private let line =
    "id=4 addr=127.0.0.1:51222 laddr=127.0.0.1:17379 fd=9 name=worker age=40 idle=1 flags=N db=0 "
    + "sub=0 psub=0 ssub=0 multi=-1 qbuf=0 qbuf-free=20474 argv-mem=0 multi-mem=0 rbs=1024 rbp=11 "
    + "obl=0 oll=0 omem=0 tot-mem=22272 events=r cmd=publish user=default redir=-1 resp=2\n"

  @Test func aClientIsToldWithItsBuffers() throws {
    let info = "server_time_usec:1795849830995585"
    let labels = "{id=\"4\",name=\"worker\"}"
    let scrape = try Scrape(ClientListCollector(), info: info, Wire.string(line))
    #expect(
      scrape.samples == [
        """
        redis_connected_client_info{id="4",name="worker",flags="N",db="0",host="127.0.0.1",\
        user="default",resp="2"} 1
        """,
        """
        redis_connected_clients_details{cmd="publish",created_at="1795849790",db="0",flags="N",\
        host="127.0.0.1",idle_since="1795849829",name="worker",omem="0"} 1
        """,
        "redis_connected_client_created_at_timestamp\(labels) 1795849790",
        "redis_connected_client_idle_since_timestamp\(labels) 1795849829",
        "redis_connected_client_channel_subscriptions_count\(labels) 0",
        "redis_connected_client_pattern_matching_subscriptions_count\(labels) 0",
        "redis_connected_client_shard_channel_subscriptions_count\(labels) 0",
        "redis_connected_client_query_buffer_length_bytes\(labels) 0",
        "redis_connected_client_query_buffer_free_space_bytes\(labels) 20474",
        "redis_connected_client_output_buffer_length_bytes\(labels) 0",
        "redis_connected_client_output_list_length\(labels) 0",
        "redis_connected_client_output_buffer_memory_usage_bytes\(labels) 0",
        "redis_connected_client_total_memory_consumed_bytes\(labels) 22272",
      ])
    let ported = try Scrape(
      ClientListCollector(exportClientPort: true), info: info, Wire.string(line))
    #expect(ported.text.contains("host=\"127.0.0.1\",port=\"51222\""))
  }

  @Test func tooManyAreLeftOutAndItIsSaid() throws {
    let scrape = try Scrape(
      ClientListCollector(mostSeries: 26), info: "",
      Wire.string(String(repeating: line, count: 5)))
    #expect(scrape.samples.filter { $0.hasPrefix("redis_connected_client_info") }.count == 2)
    let error = try #require(scrape.error as? Partial)
    #expect(error.description == "5 clients are more than 26 series: 3 are left out")
  }

  @Test(arguments: ["", "id=1", "\n\n", "= = =", "addr=1"])
  func garbageIsNoSeries(text: String) throws {
    #expect(try Scrape(ClientListCollector(), info: "", Wire.string(text)).text == "")
  }
}
