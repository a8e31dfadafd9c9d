import Foundation
import Synchronization
import TestSupport
import Testing

/// Many scrapes at the same moment, many keys, and what is served of them.
@Suite(.serialized, RedisServer.requirement.trait) struct RedisLoadTests {
  init() throws { try RedisServer.requirement.check() }

  /// How often the server was asked for `INFO`.
  private func readings(_ server: RedisServer) throws -> Int {
    let stats = try server.cli("info", "commandstats")
    return try #require(stats.firstMatch(of: #/cmdstat_info:calls=(\d+)/#).flatMap { Int($0.1) })
  }

  @Test func scrapesAtOnceShareReadingsOverOneConnection() throws {
    let server = try RedisServer()
    let bench = try RedisBench(server, "--web.max-requests=0")
    let first = try bench.recover()
    // So that all have come before the first is answered.
    let before = try readings(server)
    server.freeze()
    let gate = Gate()
    let ready = Counter()
    let pages = Mutex<[(status: Int, body: String)]>([])
    let port = bench.exporter.port
    for _ in 0..<50 {
      Thread.detachNewThread {
        do {
          let request = try LocalRequest(port: port)
          ready.increment()
          gate.pass()
          let answer = try request.get("/metrics", ["X-Prometheus-Scrape-Timeout-Seconds: 10"])
          pages.withLock { $0.append(answer) }
        } catch {
          pages.withLock { $0.append((0, "\(error)")) }
        }
      }
    }
    try wait(seconds: 20, for: "all to be connected") { ready.value == 50 }
    gate.open()
    Thread.sleep(forTimeInterval: 1)
    #expect(pages.withLock { $0.count } == 0)
    server.thaw()
    try wait(seconds: 20, for: "the answers") { pages.withLock { $0.count } == 50 }
    for answer in pages.withLock({ $0 }) {
      #expect(answer.status == 200, "\(answer.body.prefix(200))")
      let page = MetricsPage(answer.body, .redis)
      #expect(page.isUp)
      #expect(page.failed == [])
      #expect(page["redis_exporter_connects_total"] == "1")
      #expect(page.fromServer.count >= first.fromServer.count)
    }
    // Asking for this counts once itself, and whoever is late may need a reading of his own.
    #expect(try readings(server) - before < 10)
    #expect(try RedisBench.connections(server) == 1)
    #expect(bench.told("level=error") == [])
  }

  @Test func selectionsAtOnceTakeTurnsOnOneConnection() throws {
    let server = try RedisServer()
    let bench = try RedisBench(server)
    try bench.recover()
    let names = ["info", "slowlog", "config", "keyspace", "latency", "commandstats"]
    let answers = Mutex<[String: String]>([:])
    for name in names {
      let port = bench.exporter.port
      Thread.detachNewThread {
        let answer = try? LocalRequest(port: port).get(
          "/metrics?collect[]=\(name)", ["X-Prometheus-Scrape-Timeout-Seconds: 10"])
        answers.withLock { $0[name] = answer?.body ?? "" }
      }
    }
    try wait(seconds: 20, for: "the answers") { answers.withLock { $0.count } == names.count }
    for (name, body) in answers.withLock({ $0 }) {
      let page = MetricsPage(body, .redis)
      #expect(page.isUp, "\(name)")
      #expect(page.succeeded == [name])
      #expect(page["redis_exporter_connects_total"] == "1")
    }
    #expect(try RedisBench.connections(server) == 1)
  }

  @Test func twoHundredThousandKeysAreCountedOverSomeScrapes() throws {
    let server = try RedisServer()
    try server.cli("debug", "populate", "200000")
    let bench = try RedisBench(server, "--check-keys=key:1*", "--count-keys=key:*")
    let count = #"redis_keys_count{db="db0",key="key:*"}"#
    var scrapes = 0
    try wait(seconds: 120, for: "the count") {
      scrapes += 1
      let page = try bench.scrape()
      #expect(page.isUp)
      #expect(page.reason == "")
      // It is right or not there yet.
      #expect([nil, "200000"].contains(page[count]))
      return page[count] != nil && !page.lines("redis_key_size").isEmpty
    }
    #expect(scrapes < 60)
    let page = try bench.scrape()
    #expect(page[count] == "200000")
    #expect(page.lines("redis_key_size").count == 1000)
    #expect(
      page.lines("redis_key_size").allSatisfy { $0.contains(#"key="key:1"#) })
    #expect(page.failed == [])
    try bench.holdsOneConnection(to: server)
  }

  @Test func aScanThatARestartInterruptsBeginsAnew() throws {
    let server = try RedisServer()
    try server.cli("debug", "populate", "400000")
    // Steps so small that it is far from its end after one scrape.
    let bench = try RedisBench(server, "--count-keys=key:*", "--check-keys-batch-size=10")
    let count = #"redis_keys_count{db="db0",key="key:*"}"#
    let first = try bench.scrape()
    #expect(first.isUp)
    try #require(first[count] == nil)
    try server.restart()
    try server.cli("debug", "populate", "50")
    try wait(seconds: 30, for: "the new count") {
      let page = try bench.scrape()
      #expect([nil, "50"].contains(page[count]))
      return page[count] != nil
    }
  }

  @Test func seriesHaveTheSameNamesInBothFormats() throws {
    let server = try RedisServer("latency-monitor-threshold 1")
    try server.cli("debug", "sleep", "0.05")
    try server.cli("set", "votes", "12")
    // Errors and all commands that are asked are there from the first.
    try server.cli("nonsense")
    let bench = try RedisBench(
      server, "--check-single-keys=votes", "--count-keys=v*", "--export-client-list",
      "--include-config-metrics", "--include-system-metrics", "--include-modules-metrics")
    for _ in 0..<2 { try bench.scrape() }
    // A client's age and the like are in labels, and each command may be as slow as none before.
    let moving = ["redis_connected_client", "redis_commands_latencies_usec_bucket"]
    func names(_ accept: String) throws -> Set<String> {
      Set(
        try bench.exporter.samples("/metrics", "Accept: \(accept)").compactMap { line in
          moving.contains { line.hasPrefix($0) }
            ? nil : line.lastIndex(of: " ").map { String(line[..<$0]) }
        })
    }
    let openMetrics = try bench.exporter.get(
      "/metrics", "Accept: application/openmetrics-text;version=1.0.0")
    #expect(openMetrics.headers["content-type"]?.hasPrefix("application/openmetrics-text") == true)
    #expect(openMetrics.body.hasSuffix("# EOF\n"))
    let text = try names("text/plain")
    #expect(text.count > 300)
    let others = try names("application/openmetrics-text;version=1.0.0")
    #expect(others.symmetricDifference(text) == [])
  }
}
