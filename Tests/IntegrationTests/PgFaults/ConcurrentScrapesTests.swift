import Foundation
import Synchronization
import TestSupport
import Testing

/// Many scrapes at the same moment, and several servers.
@Suite(.serialized, PostgresServer.requirement.trait) struct ConcurrentScrapesTests {
  private let server: PostgresServer
  /// A query that keeps a reading under way until all have come.
  private let queries: TemporaryFolder

  init() throws {
    try PostgresServer.requirement.check()
    server = try FaultBench.server()
    queries = try TemporaryFolder([
      "queries.yml": """
      slow:
        query: SELECT 1 AS one FROM pg_sleep(1)
        timeout: 5s
        metrics: [{one: {usage: GAUGE, description: One.}}]

      """
    ])
  }

  /// Sends requests at the same moment and returns what was answered.
  private func atOnce(_ bench: FaultBench, _ queries: [String]) throws -> [MetricsPage] {
    let gate = Gate()
    let ready = Counter()
    let pages = Mutex<[Int: (status: Int, body: String)]>([:])
    let port = bench.exporter.port
    for (index, query) in queries.enumerated() {
      Thread.detachNewThread {
        do {
          let request = try LocalRequest(port: port)
          ready.increment()
          gate.pass()
          let answer = try request.get(
            "/metrics\(query)", ["X-Prometheus-Scrape-Timeout-Seconds: 10"])
          pages.withLock { $0[index] = answer }
        } catch {
          pages.withLock { $0[index] = (0, "\(error)") }
        }
      }
    }
    try wait(seconds: 20, for: "all to be connected") { ready.value == queries.count }
    let start = ContinuousClock.now
    gate.open()
    try wait(seconds: 20, for: "the answers") { pages.withLock { $0.count } == queries.count }
    #expect(start.duration(to: .now) < .seconds(10))
    return try queries.indices.map { index in
      let answer = try #require(pages.withLock { $0[index] })
      #expect(answer.status == 200, "\(answer.body.prefix(200))")
      return MetricsPage(answer.body, .pg)
    }
  }

  private func roundTrips(_ page: MetricsPage) -> Int {
    page["pg_exporter_round_trips_total"].flatMap { Int($0) } ?? -1
  }

  @Test(arguments: [2, 50]) func scrapesAtOnceAreOneReadingOverOneConnection(count: Int) throws {
    let bench = try FaultBench(
      server, "--extend.query-path=\(queries.path)/queries.yml", "--web.max-requests=0")
    let first = try bench.scrape(timeout: 10)
    #expect(first.failed == [])
    let pages = try atOnce(bench, Array(repeating: "", count: count))
    for page in pages {
      #expect(page.isUp)
      #expect(page.failed == [])
      #expect(page["pg_exporter_connects_total"] == "1")
      #expect(page.samples.count == first.samples.count)
    }
    #expect(pages.map(roundTrips).max() == roundTrips(first) + 1)
    #expect(try FaultBench.connections(server) == 1)
    #expect(bench.told("level=error") == [])
  }

  @Test func manyRushesLeaveNothingBehind() throws {
    let bench = try FaultBench(server, "--web.max-requests=0")
    // Twenty pages at once come and go.
    try bench.doesNotGrow(times: 20, slack: 2048) {
      for page in try atOnce(bench, Array(repeating: "", count: 20)) { #expect(page.isUp) }
    }
    #expect(try FaultBench.connections(server) == 1)
  }

  @Test func differentSelectionsAtOnceTakeTurnsOnOneConnection() throws {
    let bench = try FaultBench(server)
    let sampler = try server.sampleConnections()
    let names = ["locks", "roles", "settings", "wal", "database"]
    let pages = try atOnce(bench, [""] + names.map { "?collect[]=\($0)" })
    for page in pages { #expect(page.isUp) }
    #expect(pages[0].failed == [])
    for (page, name) in zip(pages.dropFirst(), names) {
      #expect(page.succeeded == [name])
      #expect(!page.family(prefix: "pg_\(name)").isEmpty)
      #expect(page["pg_exporter_connects_total"] == "1")
    }
    #expect(try sampler.most == 1)
  }

  @Test func aDeadServerCostsTheOthersNothing() throws {
    let mute = try PasswordTrap(isMute: true)
    let gone = try freePort()
    let alone = try FaultBench(server).scrape()
    let dead = [gone, mute.port].map {
      "host=127.0.0.1 port=\($0) user=vigie password=\(FaultBench.secret) sslmode=disable"
    }
    let sources = [server.dataSource(user: "vigie", password: FaultBench.secret)] + dead
    let bench = try FaultBench(sources.joined(separator: ","))
    for timeout in [3.0, 1.5] {
      let page = try bench.scrape(timeout: timeout)
      let live = "server=\"\(server.socketFolder):5432\""
      #expect(page["pg_up{\(live)}"] == "1")
      #expect(page[#"pg_up{server="127.0.0.1:\#(gone)"}"#] == "0")
      #expect(page[#"pg_up{server="127.0.0.1:\#(mute.port)"}"#] == "0")
      #expect(page.fromServer.allSatisfy { $0.contains(live) })
      #expect(
        page.family(prefix: "pg_settings_").count == alone.family(prefix: "pg_settings_").count)
      let success = page.lines("pg_scrape_collector_success")
      for (server, value) in [(live, "1"), ("127.0.0.1:\(gone)", "0")] {
        let its = success.filter { $0.contains(server) }
        #expect(its.count == alone.succeeded.count)
        #expect(its.allSatisfy { $0.hasSuffix(" \(value)") })
      }
    }
    #expect(bench.told("server is down").count == 2)
    #expect(try FaultBench.connections(server) == 1)
  }
}

extension PostgresServer {
  /// Looks every few milliseconds at how many connections the exporter has.
  func sampleConnections() throws -> ConnectionSampler { try ConnectionSampler(self) }
}

/// Counts the exporter's connections again and again.
struct ConnectionSampler {
  private let session: PostgresServer.Session

  fileprivate init(_ server: PostgresServer) throws {
    session = try server.session()
    try session.begin(
      """
      SELECT 'seen ' || count(*) FROM pg_stat_activity WHERE application_name = 'pg-exporter'
        \\watch 0.003
      """)
  }

  /// The most that were there at once.
  var most: Int {
    get throws {
      let counts = session.output.split(separator: "\n").compactMap { line in
        line.hasPrefix("seen ") ? Int(line.dropFirst(5)) : nil
      }
      return try #require(counts.max(), "nothing was seen: \(session.output.suffix(200))")
    }
  }
}
