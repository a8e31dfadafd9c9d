import Testing

@testable import DockerExporter

@Suite struct DeathTests {
  @Test func reasonsAreThoseThatAlertsName() {
    #expect(DeathReason.allCases.map(\.rawValue) == ["exited", "signal", "oom"])
  }
}
