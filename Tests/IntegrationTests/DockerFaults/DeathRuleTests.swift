import Foundation
import Shared
import TestSupport
import Testing

/// The rules in `alerts/docker.rules.yml`, in a real Prometheus that scrapes the program in front of a real
/// engine.
@Suite(.serialized, Prometheus.requirement.trait) struct DeathRuleTests {
  @Test func theFirstDeathOfEachExpectedContainerFiresAndARedeployDoesNot() throws {
    let engine = try DockerEngine()
    let bench = try DockerBench(engine, "--containers.expected=web,replaced")
    let label = "--label=vigie.expected=true"
    try engine.run("web", script: "exec sleep 1000")
    try engine.run("labelled", label, script: "exec sleep 1000")
    try engine.run("restarted", label, "--restart=always", script: "exec sleep 1000")
    try engine.run("brief", label, "--rm", script: "exec sleep 1000")
    try engine.run("unexpected", script: "exec sleep 1000")
    for name in ["replaced", "redeployed"] {
      try engine.run(name, label, "--stop-timeout=1", script: "exec sleep 1000")
    }
    try bench.wait(for: #"docker_containers{state="running"} 7"#)
    let prometheus = try Prometheus(scraping: bench.exporter.port)
    try wait(seconds: 60, for: "a series of each") {
      try prometheus.names("docker_container_deaths_total[10s] offset 2s").count == 7
    }

    for name in ["web", "labelled", "restarted", "brief", "unexpected"] {
      // The engine's own kill would be for good, whatever the policy.
      let pid = try engine.docker("inspect", "--format={{.State.Pid}}", name)
      kill(try #require(Int32(pid)), SIGKILL)
    }
    // As compose does it: the new one is there before the old one goes.
    try engine.docker("create", "--net=none", "--name=other", label, "box", "sleep", "1000")
    for name in ["replaced", "redeployed"] { try engine.docker("stop", name) }
    for name in ["replaced", "redeployed"] { try engine.docker("rm", name) }
    sleep(10)
    try engine.docker("rename", "other", "redeployed")
    try engine.docker("start", "redeployed")
    try engine.run("replaced", script: "exec sleep 1000")

    let firing = #"ALERTS{alertname="ContainerDied",alertstate="firing"}[5m]"#
    let died: Set = ["web", "labelled", "restarted", "brief"]
    try wait(seconds: 90, for: "the alerts") { try prometheus.names(firing) == died }
    // Longer than any rule waits.
    sleep(40)
    #expect(try prometheus.names(firing) == died)
    // It was about to fire, and did not.
    let pending = #"ALERTS{alertname="ContainerDied",alertstate="pending"}[5m]"#
    #expect(try prometheus.names(pending).isSuperset(of: ["replaced", "redeployed"]))
    let stopped = #"ALERTS{alertname="ContainerNotRunning",alertstate="firing"}[5m]"#
    let notRunning = try prometheus.names(stopped)
    #expect(notRunning.isSuperset(of: ["web", "labelled", "brief"]))
    #expect(!notRunning.contains("restarted"))
  }
}

/// A Prometheus of the test's own, with the rules that we give away.
private struct Prometheus {
  static let requirement = Requirement(
    absent: [DockerEngine.requirement, Requirement(programs: ["prometheus"])].compactMap(\.missing))

  private let program: TestSupport.Program
  private let folder: TemporaryFolder
  private let port: Int

  init(scraping target: Int) throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    folder = try TemporaryFolder([
      "prometheus.yml": """
      global: {scrape_interval: 1s, evaluation_interval: 1s}
      rule_files: ["\(package.path)/alerts/docker.rules.yml", contract.yml]
      scrape_configs:
        - job_name: docker
          static_configs: [{targets: ["127.0.0.1:\(target)"]}]
      """,
      // The contract always counts here.
      "contract.yml": """
      groups:
        - name: contract
          rules: [{record: "contract:paging", expr: vector(1)}]
      """,
    ])
    let port = try Self.freePort()
    self.port = port
    program = try TestSupport.Program(
      "prometheus",
      [
        "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
        "--web.listen-address=127.0.0.1:\(port)",
      ])
    try wait(seconds: 60, for: "Prometheus: \(program.output)") {
      // Not yet is no failure.
      try TestSupport.Program(
        "curl", ["--silent", "--fail", "http://127.0.0.1:\(port)/-/ready"]
      ).end() == 0
    }
  }

  /// The names of containers in a range of series.
  func names(_ range: String) throws -> Set<String> {
    let query = "count by (name) (count_over_time(\(range)))"
    let answer = try Answer([
      "--get", "http://127.0.0.1:\(port)/api/v1/query", "--data-urlencode", "query=\(query)",
    ])
    let json = try JSON(parsing: Array(answer.body.utf8))
    let results = try #require(json["data"]?["result"]?.array, "\(answer.body)")
    return Set(results.compactMap { $0["metric"]?["name"]?.string })
  }

  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) + getsockname(descriptor, $0, &length)
      }
    }
    try #require(result == 0)
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
