import Testing

@testable import RedisExporter

@Suite struct ClusterCollectorTests {
  private let info = "cluster_enabled:1"

  @Test func everyFieldOfTheClusterIsTold() throws {
    let reply = Wire.string(
      "cluster_state:fail\r\ncluster_slots_assigned:0\r\ncluster_known_nodes:1\r\n"
        + "cluster_stats_messages_ping_sent:7\r\ncluster_stats_messages_sent:9\r\n"
        + "total_cluster_links_buffer_limit_exceeded:2\r\n")
    let scrape = try Scrape(ClusterCollector(), info: info, reply)
    #expect(
      scrape.samples == [
        "redis_cluster_state 0", "redis_cluster_slots_assigned 0", "redis_cluster_known_nodes 1",
        "redis_cluster_stats_messages_ping_sent 7", "redis_cluster_messages_sent_total 9",
        "redis_cluster_links_buffer_limit_exceeded_total 2",
      ])
    #expect(scrape.text.contains("# TYPE redis_cluster_messages_sent_total gauge\n"))
  }

  @Test(arguments: [
    "$0\r\n\r\n", "*0\r\n", "$9\r\ncluster_:\r\n", "$15\r\ncluster_a b:1 2\r\n\r\n",
  ])
  func garbageIsNoSeries(reply: String) throws {
    #expect(try Scrape(ClusterCollector(), info: info, reply).text == "")
  }

  @Test func othersAreNotAsked() throws {
    #expect(try Scrape(ClusterCollector(), info: "cluster_enabled:0").text == "")
    #expect(try Scrape(ClusterCollector(), info: info, Wire.refusal).error is RedisError)
  }
}
