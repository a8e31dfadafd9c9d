import Foundation
import TestSupport
import Testing

/// A network between exporter and server that loses, delays or garbles what passes.
@Suite(.serialized, PostgresServer.requirement.trait) struct CutConnectionTests {
  private let server: PostgresServer
  private let relay: Relay
  private let bench: FaultBench
  private let whole: MetricsPage

  init() throws {
    try PostgresServer.requirement.check()
    server = try FaultBench.server(tcp: true)
    relay = try Relay(to: server.port)
    bench = try FaultBench(
      "host=127.0.0.1 port=\(relay.port) dbname=postgres user=vigie sslmode=disable "
        + "password=\(FaultBench.secret)")
    whole = try bench.scrape()
    try #require(whole.isUp && whole.failed.isEmpty)
  }

  /// Where a collector succeeded, all of it is there, and nothing of one that failed; down is down.
  private func expectTruth(
    _ page: MetricsPage, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    if !page.isUp {
      #expect(page.fromServer == [], sourceLocation: sourceLocation)
      #expect(page.succeeded == [], sourceLocation: sourceLocation)
    }
    for (collector, prefix) in [
      ("settings", "pg_settings_"), ("stat_bgwriter", "pg_stat_bgwriter_"),
      ("roles", "pg_roles_"), ("stat_slru", "pg_stat_slru_"), ("wal", "pg_wal_"),
    ] {
      let count = page.family(prefix: prefix).count
      let expected =
        page.succeeded.contains(collector) ? whole.family(prefix: prefix).count : 0
      #expect(count == expected, "\(collector)", sourceLocation: sourceLocation)
    }
    let error = page.isUp && page.failed.isEmpty ? "0" : "1"
    #expect(page["pg_exporter_last_scrape_error"] == error, sourceLocation: sourceLocation)
  }

  private func passAndRecover(sourceLocation: SourceLocation = #_sourceLocation) throws {
    relay.set(.passes)
    let page = try bench.recover(sourceLocation: sourceLocation)
    #expect(page.succeeded == whole.succeeded, sourceLocation: sourceLocation)
    try wait(seconds: 20, for: "the lost sessions to end") {
      try FaultBench.connections(server) == 1
    }
  }

  @Test func anAnswerThatIsCutIsServedAsFarAsItsCollectorsCame() throws {
    var partial = 0
    for bytes in [0, 1, 60, 200, 1000, 4000, 12_000, 25_000] {
      relay.set(.cuts(after: bytes))
      let page = try bench.scrape()
      expectTruth(page)
      if page.isUp, !page.succeeded.isEmpty, !page.failed.isEmpty { partial += 1 }
      // The next one may be cut on its way in.
      expectTruth(try bench.scrape())
      try passAndRecover()
    }
    #expect(partial > 1)
    // A line when it goes down and one when it comes back, whatever the number of scrapes.
    let down = bench.told("server is down").count
    #expect(down <= 8)
    #expect(bench.told("server answers again").count == down)
  }

  @Test func connectionsThatAreCutAgainAndAgainLeaveNothingBehind() throws {
    relay.set(.cuts(after: 4000))
    try bench.doesNotGrow { expectTruth(try bench.scrape()) }
    try passAndRecover()
  }

  @Test func aLinkOfAByteInTenMillisecondsIsGivenUpAtTheDeadline() throws {
    relay.set(.trickles)
    let page = try bench.scrape()
    expectTruth(page)
    #expect(!page.failed.isEmpty)
    // Whoever cannot even log in at that speed is down, and holds one connection at a time.
    let before = relay.connections
    expectTruth(try bench.scrape(timeout: 1))
    for _ in 0..<5 { try bench.scrape(timeout: 0.05) }
    #expect(relay.connections - before <= 2)
    #expect(try FaultBench.connections(server) <= 2)
    try passAndRecover()
  }

  @Test func aHostThatVanishesIsAskedWhetherItIsStillThere() throws {
    // What tells so beneath PostgreSQL: the timer of TCP's keep-alive, in hundredths of a second.
    let file = FileHandle(forReadingAtPath: "/proc/\(bench.exporter.program.pid)/net/tcp")
    // It comes in pieces, and has no size.
    let table = String(decoding: try file?.readToEnd() ?? Data(), as: UTF8.self)
    let port = String(relay.port, radix: 16, uppercase: true)
    let ends = table.split(separator: "\n").map { $0.split(separator: " ") }.filter {
      $0.count > 5 && $0[2] == "0100007F:\(String(repeating: "0", count: 4 - port.count))\(port)"
    }
    let timers = ends.map { $0[5].split(separator: ":") }
    #expect(timers.count == 1)
    for timer in timers {
      #expect(timer[0] == "02")
      #expect(Int(timer[1], radix: 16) ?? .max <= 1000)
    }
  }

  @Test(arguments: [0, 3, 100, 5000]) func rubbishIsNoAnswer(bytes: Int) throws {
    relay.set(.talksRubbish(after: bytes))
    expectTruth(try bench.scrape())
    expectTruth(try bench.scrape(timeout: 1))
    try passAndRecover()
    #expect(bench.exporter.program.isRunning)
  }
}
