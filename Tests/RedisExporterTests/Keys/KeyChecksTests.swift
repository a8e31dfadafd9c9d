import Shared
import TestSupport
import Testing

@testable import RedisExporter

@Suite(.serialized, RedisServer.requirement.trait)
struct KeyChecksTests {
  let server: RedisServer
  let session: SocketSession

  init() throws {
    try RedisServer.requirement.check()
    server = try RedisServer("user reader on nopass ~public* +@all -memory")
    session = try SocketSession(server.socket)
  }

  private func patterns(_ list: String) throws -> KeyPatterns {
    try KeyPatterns(parsing: list, flag: "test")
  }

  private func info() throws -> ServerInfo {
    let reply = try session.ask([Command("INFO")], by: Deadline(in: .seconds(10)))
    return ServerInfo(InfoReply(reply[0].copy))
  }

  /// The samples of one run, without those that hold times or estimates, and why it is partial.
  private func run(
    _ checks: KeyChecks, on session: SocketSession? = nil, within time: Duration = .seconds(20)
  ) throws -> (samples: [String], reason: String?) {
    var reason: String?
    let text = try exposition { metrics in
      do {
        try checks.run(
          on: session ?? self.session, server: info(), by: Deadline(in: time), into: &metrics)
      } catch let error as Partial { reason = error.description }
    }
    let unstable = ["memory_usage_bytes", "age_seconds", "idle_seconds", "milliseconds"]
    let stable = samples(text).filter { line in !unstable.contains { line.contains($0) } }
    return (stable, reason)
  }

  @Test func namedKeysOfSeveralDatabasesAreMeasuredInThreeRoundTrips() throws {
    try server.cli("set", "text", "hello")
    try server.cli("pfadd", "sketch", "a", "b", "c")
    try server.cli("rpush", "list", "1", "2")
    try server.cli("sadd", "set", "a")
    try server.cli("zadd", "zset", "1", "a", "2", "b", "3", "c")
    try server.cli("-n", "3", "hset", "hash", "a", "1")
    try server.cli("-n", "3", "set", "number", "42.5")
    var settings = KeySettings()
    settings.singleKeys = try patterns("text,db3=hash,sketch,list,set,zset,gone,db3=number,db99=x")
    let checks = KeyChecks(settings)
    let server = try info()
    let before = session.roundTrips
    var metrics = MetricWriter()
    let error = #expect(throws: Partial.self) {
      try checks.run(on: session, server: server, by: Deadline(in: .seconds(20)), into: &metrics)
    }
    #expect(error?.description == "SELECT 99: ERR DB index is out of range")
    #expect(session.roundTrips - before == 3)
    #expect(
      try run(checks).samples == [
        #"redis_key_size{db="db0",key="text"} 5"#, #"redis_key_size{db="db0",key="sketch"} 3"#,
        #"redis_key_size{db="db0",key="list"} 2"#, #"redis_key_size{db="db0",key="set"} 1"#,
        #"redis_key_size{db="db0",key="zset"} 3"#, #"redis_key_size{db="db0",key="gone"} 0"#,
        #"redis_key_size{db="db3",key="hash"} 1"#, #"redis_key_size{db="db3",key="number"} 4"#,
      ])
    // The session is where it was, and the server has not counted an error but that database.
    #expect(
      try session.ask([Command("DBSIZE")], by: Deadline(in: .seconds(5)))[0].integer == 5)
    #expect(try !self.server.cli("info", "errorstats").contains("WRONGTYPE"))
  }

  @Test func valuesAreServedOnlyWhereThatIsAskedFor() throws {
    try server.cli("set", "a:number", "42.5")
    try server.cli("set", "a:text", "hello \"you\"")
    var settings = KeySettings()
    settings.keys = try patterns("a:*")
    #expect(try !run(KeyChecks(settings)).samples.contains { $0.contains("redis_key_value") })
    settings.exportsKeyValues = true
    let values = try run(KeyChecks(settings)).samples.filter { $0.contains("redis_key_value") }
    #expect(
      values == [
        #"redis_key_value{db="db0",key="a:number"} 42.5"#,
        #"redis_key_value_as_string{db="db0",key="a:text",val="hello \"you\""} 1"#,
      ])
  }

  @Test func foundKeysAreLimitedAndTheRestCounted() throws {
    for index in 0..<7 { try server.cli("set", "k\(index)", "x") }
    var settings = KeySettings()
    settings.keys = try patterns("k*")
    settings.counts = try patterns("k*,db1=*")
    settings.keyLimit = 4
    let (samples, reason) = try run(KeyChecks(settings))
    #expect(reason == nil)
    #expect(samples.filter { $0.hasPrefix("redis_key_size{") }.count == 4)
    #expect(
      samples.filter { !$0.hasPrefix("redis_key_size{") } == [
        #"redis_keys_count{db="db0",key="k*"} 7"#, #"redis_keys_count{db="db1",key="*"} 0"#,
        #"redis_exporter_key_scan_complete{scan="check-keys",db="db0",key="k*"} 1"#,
        #"redis_exporter_key_scan_complete{scan="count-keys",db="db0",key="k*"} 1"#,
        #"redis_exporter_key_scan_complete{scan="count-keys",db="db1",key="*"} 1"#,
        #"redis_exporter_key_scan_truncated_keys{scan="check-keys",db="db0",key="k*"} 3"#,
      ])
  }

  @Test func aLongScanGoesOnOverSeveralRunsAndIsKept() throws {
    try server.cli("debug", "populate", "200000")
    var settings = KeySettings()
    settings.counts = try patterns("*")
    settings.scanTime = .milliseconds(5)
    settings.batchSize = 500
    let checks = KeyChecks(settings)
    var runs = 1
    while true {
      let samples = try run(checks).samples
      if samples.contains(#"redis_keys_count{db="db0",key="*"} 200000"#) { break }
      let first = #"redis_exporter_key_scan_complete{scan="count-keys",db="db0",key="*"} 0"#
      #expect(samples == [first])
      runs += 1
      try #require(runs < 1000)
    }
    #expect(runs > 2)
    try server.cli("set", "another", "1")
    #expect(try run(checks).samples.contains(#"redis_keys_count{db="db0",key="*"} 200000"#))
  }

  @Test func streamsTheirGroupsAndConsumersAreRead() throws {
    try server.cli("xadd", "st", "123-4", "a", "1")
    try server.cli("xadd", "st", "125-6", "a", "1")
    try server.cli("xgroup", "create", "st", "g1", "0")
    try server.cli("xreadgroup", "group", "g1", "c1", "count", "1", "streams", "st", ">")
    try server.cli("xdel", "st", "123-4")
    try server.cli("set", "string", "x")
    var settings = KeySettings()
    settings.streams = try patterns("s*")
    settings.singleStreams = try patterns("st,gone")
    let (samples, reason) = try run(KeyChecks(settings))
    #expect(reason == nil)
    let stream = #"{db="db0",stream="st"}"#
    let group = #"{db="db0",stream="st",group="g1"}"#
    #expect(
      samples.filter { !$0.contains("key_scan") } == [
        "redis_stream_length\(stream) 1", "redis_stream_radix_tree_keys\(stream) 1",
        "redis_stream_radix_tree_nodes\(stream) 2", "redis_stream_last_generated_id\(stream) 125",
        "redis_stream_groups\(stream) 1", "redis_stream_max_deleted_entry_id\(stream) 123",
        "redis_stream_first_entry_id\(stream) 125", "redis_stream_last_entry_id\(stream) 125",
        "redis_stream_entries_added_total\(stream) 2", "redis_stream_group_consumers\(group) 1",
        "redis_stream_group_messages_pending\(group) 1",
        "redis_stream_group_last_delivered_id\(group) 123",
        "redis_stream_group_entries_read\(group) 1", "redis_stream_group_lag\(group) 1",
        #"redis_stream_group_consumer_messages_pending{db="db0",stream="st",group="g1",consumer="c1"} 1"#,
      ])
  }

  @Test func keysAreGroupedByWhatThePatternsCapture() throws {
    for key in ["user:1:x", "user:2:x", "order:1", "other"] { try server.cli("set", key, "v") }
    try server.cli("-n", "3", "set", "order:2", "v")
    try server.cli("set", "order:1", String(repeating: "x", count: 1000))
    var settings = KeySettings()
    settings.groups = try LuaPattern.list("^(%a+):%d+")
    settings.groupLimit = 2
    settings.skipsPrimaries = true
    settings.counts = try patterns("*")
    #expect(
      try run(KeyChecks(settings)).samples == [
        #"redis_key_group_count{db="db0",key_group="order"} 1"#,
        #"redis_key_group_count{db="db0",key_group="overflow"} 1"#,
        #"redis_key_group_count{db="db0",key_group="user"} 2"#,
        #"redis_key_group_count{db="db3",key_group="order"} 1"#,
        #"redis_number_of_distinct_key_groups{db="db0"} 3"#,
        #"redis_number_of_distinct_key_groups{db="db3"} 1"#,
        #"redis_exporter_key_scan_complete{scan="check-key-groups",db="db0",key="*"} 1"#,
        #"redis_exporter_key_scan_complete{scan="check-key-groups",db="db3",key="*"} 1"#,
      ])
  }

  @Test func whatIsRefusedCostsOnlyItsPartAndNamesNoKey() throws {
    try server.cli("set", "public", "hello")
    try server.cli("set", "secret", "hello")
    var settings = KeySettings()
    settings.singleKeys = try patterns("public,secret")
    let session = try SocketSession(server.socket)
    _ = try session.ask([Command("AUTH", "reader", "x")], by: Deadline(in: .seconds(5)))
    let (samples, reason) = try run(KeyChecks(settings), on: session)
    #expect(samples == [#"redis_key_size{db="db0",key="public"} 5"#])
    #expect(reason?.hasPrefix("MEMORY USAGE: NOPERM") == true)
    #expect(reason?.contains("secret") == false)
  }

  @Test func keysThatBecomeTheSameLabelAreOneSeries() throws {
    var settings = KeySettings()
    settings.singleKeys = try patterns("%ff,%fe," + String(repeating: "a", count: 300))
    #expect(
      try run(KeyChecks(settings)).samples == [
        "redis_key_size{db=\"db0\",key=\"\u{FFFD}\"} 0",
        "redis_key_size{db=\"db0\",key=\"\(String(repeating: "a", count: 256))\"} 0",
      ])
  }
}
