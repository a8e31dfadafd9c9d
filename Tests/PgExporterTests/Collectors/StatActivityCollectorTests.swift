import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct StatActivityCollectorTests {
  private static let rows: [[String?]] = [
    ["shop", "idle", "web", "vote", "client backend", "Client", "ClientRead", "7", "0"],
    ["shop", "active", nil, "", "autovacuum worker", nil, nil, "1", "2.5"],
    ["shop", "disabled", nil, nil, nil, nil, nil, "0", "0"],
  ]

  @Test func countsSessionsAndTellsTheAgeOfTheirOldestTransaction() throws {
    let text = try exposition(of: StatActivityCollector(), .version(15), [.made(Self.rows)])
    let vacuum = """
      {datname="shop",state="active",usename="",application_name="",\
      backend_type="autovacuum worker",wait_event_type="",wait_event=""}
      """
    let idle = """
      {datname="shop",state="idle",usename="web",application_name="vote",\
      backend_type="client backend",wait_event_type="Client",wait_event="ClientRead"}
      """
    let none = """
      {datname="shop",state="disabled",usename="",application_name="",\
      backend_type="",wait_event_type="",wait_event=""}
      """
    #expect(
      text == """
        # HELP pg_stat_activity_count Sessions.
        # TYPE pg_stat_activity_count gauge
        pg_stat_activity_count\(idle) 7
        pg_stat_activity_count\(vacuum) 1
        pg_stat_activity_count\(none) 0
        # HELP pg_stat_activity_max_tx_duration Seconds for which the oldest transaction of these \
        sessions has been open.
        # TYPE pg_stat_activity_max_tx_duration gauge
        pg_stat_activity_max_tx_duration\(idle) 0
        pg_stat_activity_max_tx_duration\(vacuum) 2.5
        pg_stat_activity_max_tx_duration\(none) 0

        """)
  }

  @Test func tooManySeriesAreCut() throws {
    var server = ServerInfo.version(15)
    server.seriesLimit = 4
    let answers = Answers(server, [.success(.made(Self.rows))])
    let text = try exposition { try StatActivityCollector().write(answers, into: &$0) }
    #expect(samples(text).count == 4)
    #expect(answers.truncated == 2)
  }
}

@Suite(PostgresServer.requirement.trait) struct StatActivityCollectorServerTests {
  init() throws { try PostgresServer.requirement.check() }

  @Test func everySessionIsInItsGroupButOurs() throws {
    let server = try PostgresServer(initialisation: "CREATE DATABASE shop")
    let busy = try (1...3).map { _ in
      try server.hold("SET application_name = 'vote'; BEGIN", database: "shop")
    }
    let other = try server.hold("SET application_name = 'result'", database: "shop")
    let reader = try CollectorReader(server)
    let values = try reader.values(StatActivityCollector())
    func count(_ state: String, _ name: String) -> Double? {
      values[
        """
        pg_stat_activity_count{datname="shop",state="\(state)",usename="postgres",\
        application_name="\(name)",backend_type="client backend",wait_event_type="Client",\
        wait_event="ClientRead"}
        """]
    }
    #expect(count("idle in transaction", "vote") == 3)
    #expect(count("idle", "result") == 1)
    #expect(!values.keys.contains { $0.contains("\"reader\"") })
    // Three databases, template0 too, with six states each, and two of the groups are taken.
    #expect(values.count == 2 * 4 * 6)
    withExtendedLifetime((busy, other)) {}
  }

  @Test func theGroupsWithTheMostSessionsComeFirstWhereNotAllAreServed() throws {
    let server = try PostgresServer()
    let sessions = try ["b", "b", "b", "a", "c", "c"].map {
      try server.hold("SET application_name = '\($0)'")
    }
    let session = try CollectorReader(server).session
    var info = ServerInfo.version(session.version)
    func names(_ limit: Int) throws -> [String?] {
      info.seriesLimit = limit
      var names: [String?] = []
      let deadline = Deadline(in: .seconds(20))
      try session.run(StatActivityCollector().statements(for: info), by: deadline) {
        _, answer, _ in
        names = (try? answer.get().prefix(3).map { $0.text(3) }) ?? []
      }
      return names
    }
    #expect(try names(1000) == ["a", "b", "c"])
    #expect(try names(4) == ["b", "c", "a"])
    withExtendedLifetime(sessions) {}
  }
}
