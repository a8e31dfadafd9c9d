import Shared
import TestSupport
import Testing

@testable import PgExporter

/// Many data sources, many selections, and one that hangs.
@Suite(PostgresServer.requirement.trait) struct CrowdTests {
  private let server: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    server = try PostgresServer(settings: ["max_connections": "100"])
  }

  private func sources(_ count: Int) -> [ServerSource] {
    (1...count).map { number in
      var source = ServerSource(server)
      source.label = "h:\(number)"
      return source
    }
  }

  @Test func sixtyDataSourcesAreAllUp() throws {
    let rules = ServerRules()
    let bench = try ServerBench(
      sources(60), [Marker(sql: "SELECT 'slow', 1 FROM pg_sleep(1)")], rules,
      pool: PgExporter.readers(of: 60, rules))
    for _ in 0..<2 {
      let page = try bench.scrape()
      #expect(page.lines("pg_up").count == 60)
      #expect(page.lines("pg_up").allSatisfy { $0.hasSuffix(" 1") })
      #expect(page.lines("pg_marker").count == 60)
    }
    #expect(bench.log.lines == [])
  }

  @Test func whoFindsNoThreadWaitsForOne() throws {
    let bench = try ServerBench(sources(20), pool: ThreadPool(limit: 2, queueLimit: 100))
    let page = try bench.scrape()
    #expect(page.lines("pg_up").count == 20)
    #expect(page.lines("pg_up").allSatisfy { $0.hasSuffix(" 1") })
  }

  @Test func aServerThatHangsDoesNotKeepWhatOthersSaid() throws {
    let gate = Gate()
    defer { gate.open() }
    var stuck = ServerSource(
      label: "stuck:1", parameters: [("host", Secret("/nowhere")), ("user", Secret("me"))],
      redact: { text in
        gate.pass()
        return text
      })
    stuck.connectLimit = .seconds(1)
    let good = sources(1)[0]
    let bench = try ServerBench([good, stuck])
    let up = #"pg_up{server="h:1"}"#
    #expect(try bench.scrape(within: .seconds(2))[up] == "1")
    #expect(try bench.scrape(within: .seconds(2))[up] == "1")
    try server.stop()
    #expect(try bench.scrape(within: .seconds(2))[up] == "0")
  }

  @Test func aScrapeThatCannotWaitReadsBesideALongOne() throws {
    let bench = try ServerBench(
      server, [Marker(name: "slow", sql: "SELECT 'slow', 1 FROM pg_sleep(5)"), Marker()])
    #expect(try bench.scrape(.only(["marker"]))["pg_up"] == "1")
    try Thread.detach { _ = try? bench.scrape() }
    try waitUntil { isSleeping }
    let page = try bench.scrape(.only(["marker"]), within: .seconds(3))
    #expect(page["pg_up"] == "1")
    #expect(page.outcomes == [.wrote])
    #expect(page["pg_exporter_connects_total"] == "2")
    #expect(bench.log.lines == [])
  }

  @Test func whereOneConnectionIsAllTheFailureSaysWhoHasIt() throws {
    let bench = try ServerBench(
      server, [Marker(name: "slow", sql: "SELECT 'slow', 1 FROM pg_sleep(10)"), Marker()],
      ServerRules(maxConnections: 1))
    try Thread.detach { _ = try? bench.scrape() }
    try waitUntil { isSleeping }
    for _ in 0..<2 {
      let page = try bench.scrape(.only(["marker"]), within: .seconds(2))
      guard case .failed(let reason) = page.outcomes[0] else {
        Issue.record("it did not fail")
        return
      }
      #expect(reason.hasPrefix("another scrape held the connection"))
    }
    #expect(bench.log.lines.count == 1)
    #expect(bench.log.lines[0].hasPrefix("error server not read: it may be up all the same"))
  }

  @Test func aPageHasNoMoreBytesThanItMayWhoeverWroteThem() throws {
    let large = "SELECT repeat('x', 100000) || n, 1 FROM generate_series(1, 7) AS n"
    let bench = try ServerBench(
      sources(2), [Marker(name: "large", sql: large), Marker()],
      ServerRules(pageLimit: 1 << 20))
    let page = try bench.scrape()
    #expect(page.lines("pg_large") == [])
    #expect(page.lines("pg_marker").count == 2)
    #expect(page.lines("pg_up").allSatisfy { $0.hasSuffix(" 1") })
    let left = CollectorOutcome.failed("left out: with it the page would have more than 1 MiB")
    #expect(page.outcomes == [left, .wrote, left, .wrote])
  }

  @Test func theTimeThatReadingTookIsEachServersOwn() throws {
    try server.run("CREATE DATABASE slow")
    let sleep = "pg_sleep(CASE current_database() WHEN 'slow' THEN 2 ELSE 0 END)"
    let bench = try ServerBench(
      [ServerSource(server), ServerSource(server, with: ["dbname": "slow"])],
      [Marker(sql: "SELECT 'x', 1 FROM \(sleep)")])
    let times = try bench.scrape().lines("pg_exporter_last_scrape_duration_seconds").compactMap {
      Double($0.split(separator: " ")[1])
    }
    #expect(times.count == 2)
    #expect(times[0] < 2)
    #expect(times[1] >= 2)
  }

  @Test func aConnectionThatIsNotLetInYetCounts() throws {
    let mute = try FakeServer { _ in true }
    let bench = try ServerBench([
      ServerSource(
        label: "mute",
        parameters: [
          ("host", Secret("127.0.0.1")), ("port", Secret("\(mute.port)")), ("user", Secret("me")),
        ])
    ])
    for _ in 0..<2 {
      let page = try bench.scrape(within: .seconds(2))
      #expect(page["pg_up"] == "0")
      #expect(page["pg_exporter_connections"] == "1")
    }
  }

  private var isSleeping: Bool {
    (try? server.run(
      "SELECT 1 / count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")) != nil
  }
}
