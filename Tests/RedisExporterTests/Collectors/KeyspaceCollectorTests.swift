import Testing

@testable import RedisExporter

@Suite struct KeyspaceCollectorTests {
  private let info = """
    # Keyspace
    db0:keys=2,expires=1,avg_ttl=994199
    db3:keys=1,expires=0,avg_ttl=0,cached_keys=1
    """

  @Test func databasesWithoutKeysAreFilledIn() throws {
    #expect(
      try Scrape(KeyspaceCollector(), info: info, Wire.strings("databases", "4")).text == """
        # HELP redis_db_keys Keys in a database.
        # TYPE redis_db_keys gauge
        redis_db_keys{db="db0"} 2
        redis_db_keys{db="db1"} 0
        redis_db_keys{db="db2"} 0
        redis_db_keys{db="db3"} 1
        # HELP redis_db_keys_expiring Keys in a database that will expire.
        # TYPE redis_db_keys_expiring gauge
        redis_db_keys_expiring{db="db0"} 1
        redis_db_keys_expiring{db="db1"} 0
        redis_db_keys_expiring{db="db2"} 0
        redis_db_keys_expiring{db="db3"} 0
        # HELP redis_db_avg_ttl_seconds How long the keys that will expire have on average.
        # TYPE redis_db_avg_ttl_seconds gauge
        redis_db_avg_ttl_seconds{db="db0"} 994.199
        redis_db_avg_ttl_seconds{db="db3"} 0
        # HELP redis_db_keys_cached Keys in a database that KeyDB keeps in memory.
        # TYPE redis_db_keys_cached gauge
        redis_db_keys_cached{db="db3"} 1

        """)
  }

  @Test(arguments: [Wire.refusal, Wire.unknown, "*0\r\n"])
  func thereAre16WhenTheServerDoesNotSay(reply: String) throws {
    let scrape = try Scrape(KeyspaceCollector(), info: info, reply)
    #expect(scrape.samples.filter { $0.hasPrefix("redis_db_keys{") }.count == 16)
    #expect(scrape.error == nil)
  }

  @Test func aClusterHasOne() throws {
    let scrape = try Scrape(KeyspaceCollector(), info: "cluster_enabled:1")
    #expect(
      scrape.samples == ["redis_db_keys{db=\"db0\"} 0", "redis_db_keys_expiring{db=\"db0\"} 0"])
  }

  @Test func emptyOnesCanBeLeftOut() throws {
    let scrape = try Scrape(KeyspaceCollector(includeEmptyDatabases: false), info: info)
    #expect(scrape.samples.filter { $0.hasPrefix("redis_db_keys{") }.count == 2)
  }

  @Test func aServerWithoutConfigIsNotAsked() {
    let collector = KeyspaceCollector(config: ConfigCommand("-"))
    #expect(collector.commands(for: ServerInfo()).isEmpty)
  }

  @Test func garbageAndSentinelsHaveNone() throws {
    let collector = KeyspaceCollector(includeEmptyDatabases: false)
    #expect(try Scrape(collector, info: "db0:\ndbx:keys=1,expires=1\ndb1:keys=a").text == "")
    #expect(try Scrape(KeyspaceCollector(), info: RecordedInfo.sentinel).text == "")
  }
}
