import Shared
import TestSupport
import Testing

@testable import DockerExporter

@Suite struct StateCollectorTests {
  @Test func namesAndLabelsAreThoseOfDockerStateExporter() throws {
    var web = Container.named("web", .exited, labels: ["team": "votes"])
    web.health = .unhealthy
    web.startedAt = 10
    web.finishedAt = 20.5
    web.wasKilledForMemory = true
    web.restartCount = 4
    let text = try exposition(
      of: StateCollector(
        LedgerReading(ContainerLedger(web)), ContainerLabels(allowed: ["team"])))
    let labels =
      #"id="/docker/id-of-web",image="box:1",name="web",container_label_team="votes""#
    #expect(
      samples(text) == [
        #"container_state_health_status{\#(labels),status="none"} 0"#,
        #"container_state_health_status{\#(labels),status="starting"} 0"#,
        #"container_state_health_status{\#(labels),status="healthy"} 0"#,
        #"container_state_health_status{\#(labels),status="unhealthy"} 1"#,
        #"container_state_status{\#(labels),status="paused"} 0"#,
        #"container_state_status{\#(labels),status="restarting"} 0"#,
        #"container_state_status{\#(labels),status="running"} 0"#,
        #"container_state_status{\#(labels),status="removing"} 0"#,
        #"container_state_status{\#(labels),status="dead"} 0"#,
        #"container_state_status{\#(labels),status="created"} 0"#,
        #"container_state_status{\#(labels),status="exited"} 1"#,
        #"container_state_oomkilled{\#(labels)} 1"#,
        #"container_state_startedat{\#(labels)} 10"#,
        #"container_state_finishedat{\#(labels)} 20.5"#,
        #"container_restartcount{\#(labels)} 4"#,
      ])
  }

  @Test func oneThatHasNeverRunHasNoTimes() throws {
    let text = try exposition(
      of: StateCollector(
        LedgerReading(ContainerLedger(.named("new", .created))), ContainerLabels()))
    #expect(samples(text, of: "container_state_startedat") == [])
    #expect(samples(text, of: "container_state_finishedat") == [])
  }
}

@Suite struct HealthCollectorTests {
  private func page(_ ledger: ContainerLedger) throws -> String {
    try exposition(
      of: HealthCollector(
        LedgerReading(ledger), ObservedContainers(ledger, HostPaths(procfs: "/nowhere"))))
  }

  @Test func aCheckThatFailsIsToldWithItsStreakAndSinceWhen() throws {
    var web = Container.named("web")
    web.health = .unhealthy
    web.failingStreak = 5
    web.healthSince = 1234.5
    let text = try page(ContainerLedger(web))
    #expect(
      samples(text) == [
        #"docker_container_health{name="web",status="starting"} 0"#,
        #"docker_container_health{name="web",status="healthy"} 0"#,
        #"docker_container_health{name="web",status="unhealthy"} 1"#,
        #"docker_container_health_failing_streak{name="web"} 5"#,
        #"docker_container_health_transition_timestamp_seconds{name="web"} 1234.5"#,
      ])
  }

  @Test func oneWithoutACheckIsNotTold() throws {
    #expect(samples(try page(ContainerLedger(.named("web")))) == [])
  }
}
