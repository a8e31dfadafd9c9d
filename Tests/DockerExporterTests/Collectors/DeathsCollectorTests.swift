import Shared
import TestSupport
import Testing

@testable import DockerExporter

@Suite struct DeathsCollectorTests {
  private func page(
    _ ledger: ContainerLedger, expected: Set<String> = [], limit: Int = 1000
  ) throws -> String {
    try exposition(
      of: DeathsCollector(
        LedgerReading(ledger, expected: ExpectedContainers(names: expected), limit: limit)))
  }

  @Test func everyCounterIsThereBeforeAnythingHappens() throws {
    let text = try page(ContainerLedger(.named("web")), expected: ["db"])
    #expect(
      samples(text) == [
        #"docker_deaths_total{reason="exited"} 0"#,
        #"docker_deaths_total{reason="signal"} 0"#,
        #"docker_deaths_total{reason="oom"} 0"#,
        #"docker_container_deaths_total{name="db",reason="exited"} 0"#,
        #"docker_container_deaths_total{name="db",reason="signal"} 0"#,
        #"docker_container_deaths_total{name="db",reason="oom"} 0"#,
        #"docker_container_deaths_total{name="web",reason="exited"} 0"#,
        #"docker_container_deaths_total{name="web",reason="signal"} 0"#,
        #"docker_container_deaths_total{name="web",reason="oom"} 0"#,
        #"docker_container_oom_events_total{name="db"} 0"#,
        #"docker_container_oom_events_total{name="web"} 0"#,
        #"docker_container_restarts_total{name="db"} 0"#,
        #"docker_container_restarts_total{name="web"} 0"#,
        #"docker_container_starts_total{name="db"} 0"#,
        #"docker_container_starts_total{name="web"} 0"#,
        "docker_container_histories 1",
        "docker_container_histories_left_out 0",
      ])
  }

  @Test func whatHappenedIsToldOfAContainerThatIsGone() throws {
    let ledger = ContainerLedger()
    ledger.contents.update { contents in
      contents.deaths = [.exited: 7, .oom: 1]
      contents.histories["job"] = ContainerLedger.History(
        image: "box", deaths: [.exited: 2, .oom: 1], lastDeath: [.exited: 1234.5, .oom: 9],
        exits: [137: 1, 3: 2], oomEvents: 4, starts: 3, restarts: 2, goneSince: 2000)
    }
    let text = try page(ledger)
    #expect(
      samples(text) == [
        #"docker_deaths_total{reason="exited"} 7"#,
        #"docker_deaths_total{reason="signal"} 0"#,
        #"docker_deaths_total{reason="oom"} 1"#,
        #"docker_container_deaths_total{name="job",reason="exited"} 2"#,
        #"docker_container_deaths_total{name="job",reason="signal"} 0"#,
        #"docker_container_deaths_total{name="job",reason="oom"} 1"#,
        #"docker_container_last_death_timestamp_seconds{name="job",reason="exited"} 1234.5"#,
        #"docker_container_last_death_timestamp_seconds{name="job",reason="oom"} 9"#,
        #"docker_container_exits_total{exit_code="3",name="job"} 2"#,
        #"docker_container_exits_total{exit_code="137",name="job"} 1"#,
        #"docker_container_oom_events_total{name="job"} 4"#,
        #"docker_container_restarts_total{name="job"} 2"#,
        #"docker_container_starts_total{name="job"} 3"#,
        "docker_container_histories 1",
        "docker_container_histories_left_out 0",
      ])
  }

  @Test func pastTheLimitTheLongestGoneAreLeftOutAndThatIsSaid() throws {
    let ledger = ContainerLedger(.named("here"))
    ledger.contents.update { contents in
      for number in 1...5 {
        contents.histories["gone\(number)"] = .init(goneSince: Double(number))
      }
    }
    let text = try page(ledger, expected: ["missing"], limit: 2)
    #expect(
      samples(text, of: "docker_container_starts_total") == [
        #"docker_container_starts_total{name="gone4"} 0"#,
        #"docker_container_starts_total{name="gone5"} 0"#,
        #"docker_container_starts_total{name="here"} 0"#,
        #"docker_container_starts_total{name="missing"} 0"#,
      ])
    #expect(
      samples(text).suffix(2) == [
        "docker_container_histories 6", "docker_container_histories_left_out 3",
      ])
  }
}
