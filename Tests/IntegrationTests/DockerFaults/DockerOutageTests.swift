import Foundation
import TestSupport
import Testing

/// An engine that is gone, hangs or comes back, and scrapes meanwhile.
@Suite(.serialized, DockerEngine.requirement.trait, EngineTurn()) struct DockerOutageTests {
  @Test func anEngineThatIsNotThereIsNoErrorAndIsFoundWhenItComes() throws {
    let engine = try DockerEngine.emptied()
    engine.stop()
    let bench = try DockerBench(engine, "--containers.expected=ghost")
    let page = try bench.wait(for: "docker_up 0")
    #expect(page.contains(#"docker_deaths_total{reason="oom"} 0"#))
    #expect(page.contains(#"docker_container_deaths_total{name="ghost",reason="signal"} 0"#))
    // Of what nobody has told yet, nothing is served.
    #expect(!page.contains { $0.hasPrefix("docker_containers{") })
    for _ in 0..<20 { try bench.scrape() }
    #expect(bench.exporter.program.output.split(separator: "\n").count <= 4)
    try engine.start()
    try bench.wait(for: "docker_events_connected 1")
    #expect(try bench.wait(for: #"docker_containers{state="running"} 0"#).contains("docker_up 1"))
  }

  @Test func tenContainersAreToldAtOnceWhateverTheEngineDoes() throws {
    let engine = try DockerEngine.emptied()
    let bench = try DockerBench(engine)
    try engine.forEach((1...10).map { "c\($0)" }) {
      try engine.run($0, "--stop-timeout=1", script: "exec sleep 1000")
    }
    let before = try bench.wait(for: #"docker_containers{state="running"} 10"#)
    #expect(before.filter { $0.hasPrefix("container_memory_working_set_bytes{") }.count == 10)
    for _ in 0..<50 { try bench.scrape() }

    engine.freeze()
    defer { engine.thaw() }
    for _ in 0..<50 { try bench.scrape() }
    let frozen = try bench.wait(for: "docker_up 0")
    #expect(frozen.ofContainers == before.ofContainers)
    // Control groups are read as ever.
    #expect(frozen.filter { $0.hasPrefix("container_memory_working_set_bytes{") }.count == 10)
    engine.thaw()
    try bench.wait(for: "docker_up 1")

    engine.stop()
    let stopped = try bench.wait(for: "docker_up 0")
    #expect(before.ofContainers.isSubset(of: stopped.ofContainers))
    for _ in 0..<50 { try bench.scrape() }
    try engine.start()
    try bench.wait(for: "docker_up 1")
    let after = try bench.wait(for: #"docker_containers{state="exited"} 10"#)
    #expect(after.contains("docker_events_missed_total 0"))
    let deaths = after.filter { $0.hasPrefix("docker_deaths_total") }
      .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
    #expect(deaths.reduce(0, +) == 10)
  }
}
