import Shared
import TestSupport
import Testing

@testable import DockerExporter

@Suite struct ContainersCollectorTests {
  private func page(
    _ ledger: ContainerLedger, expected: ExpectedContainers = ExpectedContainers(),
    limit: Int = 1000
  ) throws -> String {
    try exposition(
      of: ContainersCollector(
        LedgerReading(ledger, expected: expected, limit: limit),
        ContainerLabels(allowed: ["team"])))
  }

  @Test func tellsAllOfAContainer() throws {
    var web = Container.named("web", labels: ["team": "votes", "other": "no"])
    web.startedAt = 1001.5
    web.restartPolicy = "always"
    let text = try page(ContainerLedger(web))
    #expect(
      samples(text) == [
        #"docker_container_state{name="web",state="created"} 0"#,
        #"docker_container_state{name="web",state="running"} 1"#,
        #"docker_container_state{name="web",state="paused"} 0"#,
        #"docker_container_state{name="web",state="restarting"} 0"#,
        #"docker_container_state{name="web",state="removing"} 0"#,
        #"docker_container_state{name="web",state="exited"} 0"#,
        #"docker_container_state{name="web",state="dead"} 0"#,
        #"docker_container_running{expected="false",name="web"} 1"#,
        #"docker_container_created_timestamp_seconds{name="web"} 1000"#,
        #"docker_container_started_timestamp_seconds{name="web"} 1001.5"#,
        #"docker_container_info{id="id-of-web",image="box:1",image_id="sha256:1",name="web","#
          + #"restart_policy="always",container_label_team="votes"} 1"#,
        #"docker_containers{state="created"} 0"#,
        #"docker_containers{state="running"} 1"#,
        #"docker_containers{state="paused"} 0"#,
        #"docker_containers{state="restarting"} 0"#,
        #"docker_containers{state="removing"} 0"#,
        #"docker_containers{state="exited"} 0"#,
        #"docker_containers{state="dead"} 0"#,
        "docker_containers_left_out 0",
      ])
  }

  @Test(arguments: Container.State.allCases)
  func onlyOneThatRunsIsRunning(_ state: Container.State) throws {
    let text = try page(ContainerLedger(.named("web", state)))
    #expect(
      samples(text, of: "docker_container_running") == [
        #"docker_container_running{expected="false",name="web"} "#
          + (state == .running ? "1" : "0")
      ])
    #expect(
      samples(text, of: "docker_containers{state=\"\(state.rawValue)\"").map { $0.last } == ["1"])
  }

  @Test func theLastExitCodeIsKnownWhileItRunsAgain() throws {
    let ledger = ContainerLedger(.named("web"))
    ledger.contents.update { $0.histories["web"]?.lastExitCode = 3 }
    #expect(
      samples(try page(ledger), of: "docker_container_last_exit_code")
        == [#"docker_container_last_exit_code{name="web"} 3"#])
  }

  @Test func whatIsNotKnownYetIsNotCounted() throws {
    let text = try page(ContainerLedger(), expected: ExpectedContainers(names: ["web"]))
    // Nobody has told that there are none.
    ContainerLedger().contents.update { $0.connection.lastReconciliation = nil }
    #expect(samples(text, of: "docker_container_expected").count == 1)
    let unknown = ContainerLedger()
    unknown.contents.update { $0.connection.lastReconciliation = nil }
    #expect(samples(try page(unknown)) == [])
  }
}

/// Which containers somebody expects.
@Suite struct ExpectationTests {
  private let expected = ExpectedContainers(names: ["db"], label: ("vigie.expected", "true"))

  private func page(_ ledger: ContainerLedger) throws -> String {
    try exposition(
      of: ContainersCollector(LedgerReading(ledger, expected: expected), ContainerLabels()))
  }

  @Test func thoseThatAreNamedAreToldWhetherThereIsOneOrNot() throws {
    #expect(
      samples(try page(ContainerLedger()), of: "docker_container_expected")
        == [#"docker_container_expected{name="db"} 1"#])
    let there = try page(ContainerLedger(.named("db", .exited)))
    #expect(
      samples(there, of: "docker_container_running")
        == [#"docker_container_running{expected="true",name="db"} 0"#])
  }

  @Test func thoseWithTheLabelAreExpectedUntilTheirHistoryIsForgotten() throws {
    let web = Container.named("web", labels: ["vigie.expected": "true"])
    let ledger = ContainerLedger(
      web, .named("job", labels: ["vigie.expected": "false"]), .named("x"))
    let names = [
      #"docker_container_expected{name="db"} 1"#, #"docker_container_expected{name="web"} 1"#,
    ]
    #expect(samples(try page(ledger), of: "docker_container_expected") == names)
    ledger.contents.update { $0.containers[web.id] = nil }
    #expect(samples(try page(ledger), of: "docker_container_expected") == names)
    #expect(samples(try page(ledger), of: "docker_container_running{expected=\"true\"") == [])
    ledger.contents.update { $0.histories["web"] = nil }
    #expect(samples(try page(ledger), of: "docker_container_expected") == [names[0]])
  }
}

/// Which containers a page tells of.
@Suite struct RosterTests {
  private func names(
    _ containers: Container..., limit: Int = 1000,
    expected: ExpectedContainers = ExpectedContainers()
  ) -> ([String], leftOut: Int) {
    let byID = Dictionary(uniqueKeysWithValues: containers.map { ($0.id, $0) })
    let roster = Roster(byID, limit: limit, expected: expected)
    return (roster.containers.map(\.id), roster.leftOut)
  }

  @Test func eachNameStandsOnce() {
    // A series may stand once only: a page with two of them is refused as a whole.
    let old = Container.named("web", id: "old", .exited, createdAt: 2)
    let new = Container.named("web", id: "new", createdAt: 1)
    #expect(names(old, new) == (["new"], 0))
    let newer = Container.named("web", id: "newer", createdAt: 3)
    #expect(names(old, new, newer) == (["newer"], 0))
  }

  @Test func pastTheLimitThoseStayThatMatterMost() {
    let expectedOne = Container.named("a", id: "expected", .exited, createdAt: 1)
    let running = Container.named("b", id: "running", createdAt: 1)
    let newer = Container.named("c", id: "newer", .exited, createdAt: 9)
    let older = Container.named("d", id: "older", .exited, createdAt: 8)
    let expected = ExpectedContainers(names: ["a"])
    #expect(
      names(older, newer, running, expectedOne, limit: 1, expected: expected) == (["expected"], 3))
    #expect(
      names(older, newer, running, expectedOne, limit: 2, expected: expected)
        == (["expected", "running"], 2))
    #expect(
      names(older, newer, running, expectedOne, limit: 3, expected: expected)
        == (["expected", "running", "newer"], 1))
  }
}
