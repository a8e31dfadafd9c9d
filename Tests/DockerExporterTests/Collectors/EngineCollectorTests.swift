import Shared
import TestSupport
import Testing

@testable import DockerExporter

@Suite struct EngineCollectorTests {
  @Test func anEngineThatHasNeverAnsweredIsDownAndNothingElseIsKnown() throws {
    let text = try exposition(of: EngineCollector(ContainerLedger()) { nil })
    #expect(
      samples(text).filter { !$0.hasPrefix("docker_events_total") } == [
        "docker_up 0", "docker_events_connected 0", "docker_events_reconnects_total 0",
        "docker_events_gaps_total 0", "docker_events_missed_total 0", "docker_resyncs_total 0",
      ])
    #expect(samples(text, of: "docker_events_total").allSatisfy { $0.hasSuffix(" 0") })
  }

  @Test func whatTheWatchAndTheEngineSayIsTold() throws {
    let ledger = ContainerLedger()
    ledger.contents.update { contents in
      contents.connection.isUp = true
      contents.connection.isStreaming = true
      contents.connection.lastEvent = 1234.25
      contents.connection.lastReconciliation = 1200
      contents.connection.reconnections = 1
      contents.connection.reconciliations = 2
      contents.connection.missedEvents = 3
      contents.connection.gaps = 4
      contents.connection.events = ["die": 5]
    }
    let facts = EngineFacts(
      version: ["Version": "20.10.24", "ApiVersion": "1.41", "Arch": "amd64"],
      info: [
        "Driver": "overlay2", "CgroupDriver": "systemd", "CgroupVersion": "2",
        "KernelVersion": "6.1", "LoggingDriver": "journald",
      ])
    let text = try exposition(of: EngineCollector(ledger) { facts })
    #expect(
      samples(text).filter { !$0.hasSuffix("\"} 0") } == [
        "docker_up 1", "docker_events_connected 1", "docker_last_event_timestamp_seconds 1234.25",
        #"docker_events_total{action="die"} 5"#,
        "docker_events_reconnects_total 1", "docker_events_gaps_total 4",
        "docker_events_missed_total 3", "docker_resyncs_total 2",
        "docker_last_resync_timestamp_seconds 1200",
        #"docker_engine_info{api_version="1.41",architecture="amd64",cgroup_driver="systemd","#
          + #"cgroup_version="2",kernel="6.1",logging_driver="journald","#
          + #"storage_driver="overlay2",version="20.10.24"} 1"#,
      ])
  }
}

extension EngineFacts {
  fileprivate init(version: [String: String], info: [String: String]) {
    self.init(
      version: .object(version.mapValues { .string($0) }),
      info: .object(info.mapValues { .string($0) }))
  }
}
