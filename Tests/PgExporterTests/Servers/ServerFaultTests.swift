import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait) struct ServerFaultTests {
  private let server: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    server = try PostgresServer()
  }

  @Test func aRestartBetweenTwoScrapesCostsNone() throws {
    let bench = try ServerBench(server)
    _ = try bench.scrape()
    try server.restart()
    let page = try bench.scrape()
    #expect(page["pg_up"] == "1")
    #expect(page.outcomes == [.wrote])
    #expect(page["pg_exporter_connects_total"] == "2")
    #expect(page["pg_exporter_connections"] == "1")
    #expect(bench.log.lines == [])
  }

  @Test func aBackendThatSomebodyEndsCostsNothing() throws {
    let bench = try ServerBench(server)
    for _ in 0..<3 {
      #expect(try bench.scrape()["pg_up"] == "1")
      try server.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    }
    #expect(try bench.scrape()["pg_exporter_connects_total"] == "4")
  }

  @Test func ofAServerThatIsDownThereIsOneLineAndEveryPartFails() throws {
    let bench = try ServerBench(server, [Marker(name: "a"), Marker(name: "b")])
    _ = try bench.scrape()
    try server.stop()
    for _ in 0..<3 {
      let page = try bench.scrape()
      #expect(page["pg_up"] == "0")
      #expect(page["pg_exporter_last_scrape_error"] == "1")
      #expect(page["pg_exporter_connections"] == "0")
      #expect(page.outcomes.map(\.isFailure) == [true, true])
      #expect(page.lines("pg_a") == [])
    }
    // The second attempt comes at once, the third would come too early.
    #expect(
      try bench.scrape()[#"pg_exporter_connection_failures_total{reason="refused"}"#] == "2")
    #expect(bench.log.lines.count == 1)
    #expect(bench.log.lines[0].hasPrefix("error server is down err="))
    try server.start()
    try waitUntil { (try? bench.scrape()["pg_up"]) == "1" }
    #expect(bench.log.lines.count == 2)
    #expect(bench.log.lines[1].hasPrefix("notice server answers again server="))
  }

  @Test func aFrozenServerCostsNoMoreThanTheDeadlineAndThenRecovers() throws {
    let bench = try ServerBench(server)
    _ = try bench.scrape()
    try server.freeze()
    for _ in 0..<2 {
      let start = ContinuousClock.now
      let page = try bench.scrape(within: .seconds(2))
      #expect(start.duration(to: .now) < .seconds(4))
      #expect(page["pg_up"] == "0")
      #expect(page.outcomes.map(\.isFailure) == [true])
    }
    server.thaw()
    try waitUntil { (try? bench.scrape()["pg_up"]) == "1" }
    #expect(bench.log.lines.count == 2)
  }

  @Test func anAnswerThatIsRefusedCostsOnlyItsCollector() throws {
    let bench = try ServerBench(server, [Marker(name: "bad", sql: "SELECT 1/0, 1"), Marker()])
    let page = try bench.scrape()
    #expect(page["pg_up"] == "1")
    #expect(page.outcomes.map(\.isFailure) == [true, false])
    #expect(page["pg_exporter_last_scrape_error"] == "1")
  }

  @Test func aStandbyThatWasPromotedIsNoStandbyAnyMore() throws {
    let standby = try PostgresServer(standbyOf: server)
    let bench = try ServerBench(standby, with: ["target_session_attrs": "standby"])
    #expect(try bench.scrape()["pg_up"] == "1")
    try standby.promote()
    let page = try bench.scrape()
    #expect(page["pg_up"] == "0")
    #expect(page.lines("pg_marker") == [])
    #expect(bench.log.lines.count == 1)
  }

  @Test func aWrongPasswordHasItsReason() throws {
    try server.run("CREATE ROLE watcher LOGIN PASSWORD 'right'")
    try server.authenticate("local all watcher scram-sha-256\nlocal all all trust")
    let bench = try ServerBench(server, user: "watcher", with: ["password": "hunter2"])
    try waitUntil { (try? bench.scrape()["pg_up"]) == "0" }
    let page = try bench.scrape()
    let failures = page[#"pg_exporter_connection_failures_total{reason="authentication"}"#]
    #expect(Int(failures ?? "0") ?? 0 > 0)
    #expect(!page.samples.joined().contains("hunter2"))
    #expect(!bench.log.lines.joined().contains("hunter2"))
  }
}
