import TestSupport
import Testing

@testable import PgExporter

@Suite struct ProcessIdleCollectorTests {
  @Test func aGroupIsAHistogram() throws {
    let text = try exposition(
      of: ProcessIdleCollector(), .version(15),
      [
        .made([
          ["idle", "vote", "402.5", "4", "1", "1", "2", "2", "2", "2", "3", "3", "3"],
          ["idle", "", "0.5", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1"],
        ])
      ])
    let vote = "pg_process_idle_seconds_bucket{state=\"idle\",application_name=\"vote\","
    #expect(
      samples(text).prefix(12) == [
        "\(vote)le=\"1\"} 1", "\(vote)le=\"2\"} 1", "\(vote)le=\"5\"} 2", "\(vote)le=\"15\"} 2",
        "\(vote)le=\"30\"} 2", "\(vote)le=\"60\"} 2", "\(vote)le=\"90\"} 3", "\(vote)le=\"120\"} 3",
        "\(vote)le=\"300\"} 3", "\(vote)le=\"+Inf\"} 4",
        "pg_process_idle_seconds_sum{state=\"idle\",application_name=\"vote\"} 402.5",
        "pg_process_idle_seconds_count{state=\"idle\",application_name=\"vote\"} 4",
      ])
    #expect(samples(text).count == 24)
    #expect(text.contains("# TYPE pg_process_idle_seconds histogram\n"))
  }

  @Test func nobodyIdleIsNoError() throws {
    #expect(try exposition(of: ProcessIdleCollector(), .version(15), [.made([])]) == "")
  }
}

@Suite(PostgresServer.requirement.trait) struct ProcessIdleCollectorServerTests {
  init() throws { try PostgresServer.requirement.check() }

  @Test func everyGroupIsServed() throws {
    let server = try PostgresServer()
    let reader = try CollectorReader(server)
    #expect(try reader.samples(ProcessIdleCollector()) == [])
    let idle = try ["vote", "vote", "result"].map {
      try server.hold("SET application_name = '\($0)'")
    }
    let open = try server.hold("SET application_name = 'vote'; BEGIN")
    let values = try reader.values(ProcessIdleCollector())
    func count(_ state: String, _ name: String) -> Double? {
      values["pg_process_idle_seconds_count{state=\"\(state)\",application_name=\"\(name)\"}"]
    }
    #expect(count("idle", "vote") == 2)
    #expect(count("idle", "result") == 1)
    #expect(count("idle in transaction", "vote") == 1)
    #expect(values.count == 3 * 12)
    withExtendedLifetime((idle, open)) {}
  }
}
