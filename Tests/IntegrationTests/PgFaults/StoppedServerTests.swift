import Foundation
import TestSupport
import Testing

/// A server that is stopped, frozen, or has no room for us.
@Suite(.serialized, PostgresServer.requirement.trait) struct StoppedServerTests {
  init() throws { try PostgresServer.requirement.check() }

  @Test func aStoppedServerIsDownAndTheExporterRecoversWithIt() throws {
    let server = try FaultBench.server()
    let bench = try FaultBench(server)
    let before = try bench.scrape()
    #expect(before.isUp)
    #expect(before.failed == [])

    try server.stop()
    let down = try bench.scrape()
    #expect(down["pg_up"] == "0")
    #expect(down["pg_exporter_last_scrape_error"] == "1")
    #expect(down["pg_exporter_connections"] == "0")
    #expect(Set(down.failed) == Set(before.succeeded + before.failed))
    #expect(down.fromServer == [])
    try bench.doesNotGrow { try bench.scrape() }
    #expect(bench.told("server is down").count == 1)

    try server.start()
    let after = try bench.recover()
    #expect(after.succeeded == before.succeeded)
    #expect(after.fromServer.count > before.fromServer.count / 2)
    #expect(bench.told("server answers again").count == 1)
    #expect(bench.told("level=error").count == 1)
    #expect(try FaultBench.connections(server) == 1)
  }

  @Test func aRestartBetweenTwoScrapesCostsNone() throws {
    let server = try FaultBench.server()
    let bench = try FaultBench(server)
    #expect(try bench.scrape().isUp)
    for _ in 0..<2 {
      try server.restart(.immediate)
      let page = try bench.scrape()
      #expect(page.isUp)
      #expect(page.failed == [])
    }
    #expect(try bench.scrape()["pg_exporter_connects_total"] == "3")
    #expect(try FaultBench.connections(server) == 1)
    #expect(bench.told("level=error") == [])
    // Nor does a backend that somebody ends, as often as one likes.
    try bench.doesNotGrow(times: 30) {
      try server.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'vigie'")
      #expect(try bench.scrape().isUp)
    }
  }

  @Test func aFrozenServerIsDownAtTheDeadlineAndUpWhenItThaws() throws {
    let server = try FaultBench.server()
    let bench = try FaultBench(server)
    let before = try bench.scrape()
    #expect(before.isUp)

    try server.freeze()
    let down = try bench.scrape()
    #expect(down["pg_up"] == "0")
    #expect(Set(down.failed) == Set(before.succeeded + before.failed))
    #expect(down.fromServer == [])
    try bench.doesNotGrow { try bench.scrape(timeout: 0.05) }
    #expect(bench.told("server is down").count == 1)

    server.thaw()
    #expect(try bench.recover().fromServer.count > before.fromServer.count / 2)
    #expect(bench.told("server answers again").count == 1)
    #expect(bench.told("level=error").count == 1)
    // The session that was given up may take a moment to notice.
    try wait(seconds: 20, for: "the old sessions to end") {
      try FaultBench.connections(server) == 1
    }
  }

  @Test func aServerThatWasFrozenFromTheFirstIsDownAndHoldsOneConnection() throws {
    let server = try FaultBench.server()
    let bench = try FaultBench(server)
    try server.freeze()
    #expect(try bench.scrape()["pg_up"] == "0")
    try bench.doesNotGrow(times: 20) { try bench.scrape(timeout: 0.05) }
    #expect(bench.told("server is down").count == 1)
    server.thaw()
    try bench.recover()
    #expect(try FaultBench.connections(server) <= 2)
    #expect(bench.told("level=error").count == 1)
  }

  @Test func aServerThatIsFullIsDownForThatReasonUntilSomebodyLeaves() throws {
    let server = try FaultBench.server(
      settings: ["max_connections": "6", "superuser_reserved_connections": "2"],
      "CREATE ROLE voter LOGIN")
    var voters = try (0..<4).map { _ in try server.session(user: "voter") }
    let bench = try FaultBench(server)
    let full = try bench.scrape()
    #expect(full["pg_up"] == "0")
    #expect(full.fromServer == [])
    #expect(
      full[#"pg_exporter_connection_failures_total{reason="too_many_clients"}"#] == "1")
    try bench.doesNotGrow { try bench.scrape() }
    #expect(bench.told("reason=too_many_clients").count == 1)

    voters.removeLast()
    let after = try bench.recover()
    #expect(after["pg_exporter_connections"] == "1")
    #expect(bench.told("level=error").count == 1)

    // Now it is full with us: who has a connection keeps it.
    #expect(throws: (any Error).self) { try server.run("SELECT 1", user: "voter") }
    #expect(try bench.scrape().isUp)
    #expect(try FaultBench.connections(server) == 1)
  }
}
