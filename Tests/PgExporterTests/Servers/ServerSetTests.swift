import Shared
import Synchronization
import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait) struct ServerSetTests {
  private let server: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    server = try PostgresServer()
  }

  @Test func fiftyScrapesAtOnceAreOneReadingOverOneConnection() throws {
    let bench = try ServerBench(server, [Marker(sql: "SELECT 'slow', 1 FROM pg_sleep(1)")])
    let pages = Mutex<[ScrapedPage]>([])
    for _ in 0..<50 {
      try Thread.detach {
        guard let page = try? bench.scrape() else { return }
        pages.withLock { $0.append(page) }
      }
    }
    try waitUntil { pages.withLock { $0.count } == 50 }
    let all = pages.withLock { $0 }
    #expect(all.allSatisfy { $0["pg_up"] == "1" && $0[#"pg_marker{row="slow"}"#] == "1" })
    #expect(all.allSatisfy { $0["pg_exporter_connects_total"] == "1" })
    let trips = try ServerBench(server).scrape()["pg_exporter_round_trips_total"]
    #expect(all.allSatisfy { $0["pg_exporter_round_trips_total"] == trips })
    #expect(try bench.scrape()["pg_exporter_scrapes_total"] == "51")
  }

  @Test func aScraperInAHurryLeavesAndTheConnectionStays() throws {
    let bench = try ServerBench(server, [Marker(sql: "SELECT 'slow', 1 FROM pg_sleep(0.4)")])
    for _ in 0..<3 {
      let hurried = try bench.scrape(within: .milliseconds(20))
      #expect(hurried.outcomes == [.failed("it had not come back by the deadline")])
      let page = try bench.scrape()
      #expect(page["pg_up"] == "1")
      #expect(page.outcomes == [.wrote])
      #expect(page["pg_exporter_connects_total"] == "1")
    }
    #expect(bench.log.lines == [])
  }

  @Test func whoJoinsAHurriedReadingThatRunsOutOfTimeReadsAgain() throws {
    let bench = try ServerBench(server, [Marker(sql: "SELECT 'slow', 1 FROM pg_sleep(1.5)")])
    let begun = Gate()
    try Thread.detach {
      begun.open()
      _ = try? bench.scrape(within: .milliseconds(20))
    }
    begun.pass()
    pauseBriefly()
    #expect(try bench.scrape().outcomes == [.wrote])
    #expect(bench.log.lines == [])
  }

  @Test func whatIsCompleteIsServedWithoutTheRest() throws {
    let bench = try ServerBench(
      server,
      [Marker(name: "quick"), Marker(name: "slow", sql: "SELECT 'slow', 1 FROM pg_sleep(30)")])
    _ = try bench.scrape(.only(["quick"]))
    let page = try bench.scrape(within: .milliseconds(2000))
    #expect(page["pg_up"] == "1")
    #expect(page[#"pg_quick{row="here"}"#] == "1")
    #expect(page.outcomes.map(\.isFailure) == [false, true])
    #expect(page["pg_exporter_last_scrape_error"] == "1")
  }

  @Test func differentSelectionsTakeTurnsOnOneConnection() throws {
    let bench = try ServerBench(
      server,
      (0..<4).map { Marker(name: "m\($0)", sql: "SELECT 'slow', 1 FROM pg_sleep(0.2)") })
    let pages = Mutex<[ScrapedPage]>([])
    for number in 0..<4 {
      try Thread.detach {
        guard let page = try? bench.scrape(.only(["m\(number)"])) else { return }
        pages.withLock { $0.append(page) }
      }
    }
    try waitUntil { pages.withLock { $0.count } == 4 }
    #expect(pages.withLock { $0.allSatisfy { $0.outcomes == [.wrote] } })
    #expect(try bench.scrape()["pg_exporter_connects_total"] == "1")
  }

  @Test func namesThatAreNoCollectorsAreRefused() throws {
    let set = try ServerSet(
      [ServerSource(server)], [Marker()], disabled: ["wal"], resolver: Resolver(),
      pool: ThreadPool(limit: 2),
      log: LogRecorder().logger)
    var page = MetricWriter()
    #expect(throws: SelectionError.unknown("x")) {
      try set.scrape(.only(["x"]), by: Deadline(in: .seconds(5)), into: &page)
    }
    #expect(throws: SelectionError.off("wal")) {
      try set.scrape(.except(["wal"]), by: Deadline(in: .seconds(5)), into: &page)
    }
  }

  @Test func withoutAFreeThreadEveryPartFails() throws {
    let pool = ThreadPool(limit: 1)
    let gate = Gate()
    let started = Gate()
    #expect(
      pool.run {
        started.open()
        gate.pass()
      })
    started.pass()
    let set = try ServerSet(
      [ServerSource(server)], [Marker()], resolver: Resolver(), pool: pool,
      log: LogRecorder().logger)
    var page = MetricWriter()
    let parts = try set.scrape(.all, by: Deadline(in: .seconds(20)), into: &page)
    #expect(parts.map(\.outcome) == [.failed("no thread was free to read the server")])
    #expect(samples(String(decoding: page.written.bytes, as: UTF8.self))[0] == "pg_up 0")
    gate.open()
  }

  @Test func severalServersAreToldApartByALabelOnEverySeries() throws {
    let other = try PostgresServer()
    let bench = try ServerBench([ServerSource(server), ServerSource(other)])
    try other.stop()
    let page = try bench.scrape()
    let (here, there) = ("\(server.socketFolder):5432", "\(other.socketFolder):5432")
    #expect(
      page.lines("pg_up") == [#"pg_up{server="\#(here)"} 1"#, #"pg_up{server="\#(there)"} 0"#])
    #expect(page.lines("pg_marker") == [#"pg_marker{server="\#(here)",row="here"} 1"#])
    #expect(page.samples.allSatisfy { $0.contains("server=\"") })
    #expect(page.parts.map(\.server) == [here, there])
    #expect(page.outcomes.map(\.isFailure) == [false, true])
  }

  @Test func seriesPastTheLimitAreCountedAndLoggedOnce() throws {
    let bench = try ServerBench(
      server,
      [
        Marker(name: "many", sql: "SELECT n::text, n FROM generate_series(1, 5) AS n"), Marker(),
      ], ServerRules(seriesLimit: 2))
    for _ in 0..<2 {
      let page = try bench.scrape()
      #expect(page.lines("pg_many").count == 2)
      #expect(
        page.lines("pg_scrape_collector_truncated") == [
          #"pg_scrape_collector_truncated{collector="many"} 3"#,
          #"pg_scrape_collector_truncated{collector="marker"} 0"#,
        ])
    }
    #expect(bench.log.lines.count == 1)
  }

  @Test func aMissingRightIsASeriesAndALineThatNamesTheRemedy() throws {
    try server.run("CREATE ROLE prometheus LOGIN")
    let bench = try ServerBench(
      server, user: "prometheus",
      [
        Marker(name: "wal", sql: "SELECT name, size FROM pg_ls_waldir()", neededRole: .monitor),
        Marker(name: "stats", neededRole: .readAllStats), Marker(),
      ])
    func missing() throws -> [String] {
      try bench.scrape().lines("pg_scrape_collector_missing_right")
    }
    let (wal, stats) = (
      #"pg_scrape_collector_missing_right{collector="wal",right="pg_monitor"}"#,
      #"pg_scrape_collector_missing_right{collector="stats",right="pg_read_all_stats"}"#
    )
    for _ in 0..<2 { #expect(try missing() == ["\(wal) 1", "\(stats) 1"]) }
    let lines = bench.log.lines.filter { $0.contains("right=") }
    #expect(lines.count == 2)
    #expect(lines[0].contains(#"remedy=GRANT pg_monitor TO "prometheus" right=pg_monitor"#))
    try server.run("GRANT pg_monitor TO prometheus")
    #expect(try missing() == ["\(wal) 0", "\(stats) 0"])
  }
}

/// Waits a minute at most.
func waitUntil(_ condition: () -> Bool) throws {
  let deadline = Deadline(in: .seconds(60))
  while !condition() {
    guard !deadline.hasPassed else { throw PgError("waited for a minute") }
    pauseBriefly()
  }
}
