import Foundation
import TestSupport
import Testing

/// The page as a whole, in front of an engine that works.
@Suite(.serialized, DockerEngine.requirement.trait, EngineTurn()) struct DockerPageTests {
  /// Of one engine with containers in several states.
  private func bench() throws -> (DockerEngine, DockerBench) {
    let engine = try DockerEngine.emptied()
    let bench = try DockerBench(engine, "--collector.disk_usage")
    try engine.run(
      "web", "--health-cmd=true", "--health-interval=1s",
      "--label=com.docker.compose.project=vote", "--label=vigie.expected=true",
      script: "exec sleep 1000")
    try engine.docker("run", "--name=job", "--net=none", "box", "sh", "-c", "exit 3", status: 3)
    try engine.run("still", script: "exec sleep 1000")
    try engine.docker("pause", "still")
    try bench.wait(for: #"docker_container_health{name="web",status="healthy"} 1"#)
    try bench.wait(for: #"docker_container_state{name="still",state="paused"} 1"#)
    return (engine, bench)
  }

  @Test func allIsToldOfEachContainer() throws {
    let (engine, bench) = try bench()
    defer { _ = try? engine.docker("unpause", "still") }
    try bench.wait(for: #"docker_container_exits_total{exit_code="3",name="job"} 1"#)
    let page = try bench.wait(for: #"docker_containers{state="running"} 1"#)
    for sample in [
      #"docker_container_running{expected="true",name="web"} 1"#,
      #"docker_container_running{expected="false",name="still"} 0"#,
      #"docker_container_expected{name="web"} 1"#,
      #"docker_container_last_exit_code{name="job"} 3"#,
      #"docker_container_deaths_total{name="job",reason="exited"} 1"#,
      #"docker_container_deaths_total{name="job",reason="oom"} 0"#,
      #"docker_containers{state="paused"} 1"#, #"docker_containers{state="exited"} 1"#,
      #"docker_deaths_total{reason="exited"} 1"#, "docker_up 1",
    ] { #expect(page.contains(sample), "\(sample)") }
    let web = try engine.docker("inspect", "--format={{.Id}}", "web")
    #expect(
      page.contains(
        #"container_state_status{id="/docker/\#(web)",image="box",name="web","#
          + #"container_label_com_docker_compose_project="vote",status="running"} 1"#))
    try bench.wait(for: #"docker_disk_usage_objects{type="images"} 1"#)
    let size = try engine.docker("inspect", "--format={{.Size}}", "box")
    #expect(try bench.scrape().contains(#"docker_disk_usage_bytes{type="images"} \#(size)"#))
    #expect(try bench.scrape().contains { $0.hasPrefix("docker_engine_info{api_version=\"1.") })
  }

  @Test func bothFormatsHaveTheSameSeriesAndPromtoolTakesThem() throws {
    let (engine, bench) = try bench()
    defer { _ = try? engine.docker("unpause", "still") }
    func series(_ accept: String) throws -> Set<String> {
      let samples = try bench.exporter.samples("/metrics", "Accept: \(accept)")
      #expect(samples.count == Set(samples.map(Self.name)).count)
      return Set(samples.map(Self.name))
    }
    let text = try series("text/plain")
    let openMetrics = try series("application/openmetrics-text;version=1.0.0")
    #expect(text == openMetrics)
    #expect(text.count > 150)

    let page = try bench.exporter.get("/metrics").body
    let folder = try TemporaryFolder(["page": page])
    let promtool = try Program(
      "sh", ["-c", "promtool check metrics < \"$1\"", "sh", "\(folder.path)/page"])
    _ = promtool.end()
    // Names that cAdvisor chose are complained of with it, too.
    let complaints = promtool.output.split(separator: "\n").filter {
      !$0.hasPrefix("container_") && !$0.hasPrefix("machine_")
    }
    #expect(complaints == [])
  }

  /// A series, without its value.
  private static func name(_ sample: String) -> String {
    String(sample.prefix(upTo: sample.lastIndex(of: " ") ?? sample.endIndex))
  }
}
