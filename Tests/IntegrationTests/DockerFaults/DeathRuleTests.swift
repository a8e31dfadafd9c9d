import Foundation
import Shared
import TestSupport
import Testing

/// The rules in `alerts/docker.rules.yml`, in a real Prometheus that scrapes the program in front of a real
/// engine.
@Suite(.serialized, Prometheus.requirement.trait, OwnThread()) struct DeathRuleTests {
  /// What of a redeploy the rules promise to bear.
  private static let brief = Duration.seconds(12)

  private let engine: DockerEngine
  private let bench: DockerBench

  init() throws {
    engine = try DockerEngine()
    bench = try DockerBench(engine, "--containers.expected=web")
  }

  @Test func theFirstDeathOfEachExpectedContainerFiresAndARedeployDoesNot() throws {
    try engine.run("web", script: "exec sleep 1000")
    try engine.run("labelled", Self.label, script: "exec sleep 1000")
    try engine.run("restarted", Self.label, "--restart=always", script: "exec sleep 1000")
    try engine.run("brief", Self.label, "--rm", script: "exec sleep 1000")
    try engine.run("unexpected", script: "exec sleep 1000")
    try engine.run("redeployed-1", Self.label, "--stop-timeout=1", script: "exec sleep 1000")
    try bench.wait(for: #"docker_containers{state="running"} 6"#)
    let prometheus = try Prometheus(scraping: bench.exporter.port)
    try wait(seconds: 60, for: "a series of each") {
      try prometheus.names("docker_container_deaths_total[10s] offset 2s").count == 6
    }

    for name in ["web", "labelled", "restarted", "brief", "unexpected"] {
      // The engine's own kill would be for good, whatever the policy.
      try engine.strike(name)
    }
    let slow = try redeployInTime(prometheus)

    let firing = #"ALERTS{alertname="ContainerDied",alertstate="firing"}[10m]"#
    let died: Set = ["web", "labelled", "restarted", "brief"]
    try wait(seconds: 90, for: "the alerts") {
      try prometheus.names(firing).isSuperset(of: died)
    }
    // What is not pending by then has no reason to fire later.
    let pending = #"ALERTS{alertname=~"ContainerDied|ContainerNotRunning",alertstate="pending"}"#
    try wait(seconds: 90, for: "nothing to be pending") {
      try prometheus.names(now: pending).isEmpty
    }
    #expect(try prometheus.names(firing).subtracting(slow) == died)
    let stopped = #"ALERTS{alertname="ContainerNotRunning",alertstate="firing"}[10m]"#
    #expect(
      try prometheus.names(stopped).subtracting(slow).subtracting(["restarted"])
        == ["web", "labelled", "brief"])
  }

  private static let label = "--label=vigie.expected=true"

  /// Redeploys containers until one was away for no longer than the rules bear, as it may be on a
  /// busy machine. Returns the names of those that were.
  private func redeployInTime(_ prometheus: Prometheus) throws -> Set<String> {
    var slow: Set<String> = []
    for number in 1...5 {
      let name = "redeployed-\(number)"
      if number > 1 {
        try engine.run(name, Self.label, "--stop-timeout=1", script: "exec sleep 1000")
        try wait(seconds: 60, for: "its series") {
          try prometheus.names("docker_container_deaths_total[10s] offset 2s").contains(name)
        }
      }
      let time = try redeploy(name)
      // It was about to fire.
      let pending = #"ALERTS{alertname="ContainerDied",alertstate="pending"}[10m]"#
      #expect(try prometheus.names(pending).contains(name))
      if time < Self.brief { return slow }
      slow.insert(name)
    }
    throw Failure(description: "no redeploy took less than \(Self.brief)")
  }

  /// As compose does it: the new one is there before the old one goes. Returns how long none ran.
  private func redeploy(_ name: String) throws -> Duration {
    try engine.docker(
      "create", "--net=none", "--name=next-\(name)", Self.label, "box", "sleep", "1000")
    let begin = ContinuousClock.now
    try engine.docker("stop", name)
    try engine.docker("rm", name)
    // Long enough for several scrapes to see nothing.
    sleep(5)
    try engine.docker("rename", "next-\(name)", name)
    try engine.docker("start", name)
    try bench.wait(for: #"docker_container_running{expected="true",name="\#(name)"} 1"#)
    return begin.duration(to: .now)
  }
}

/// A Prometheus of the test's own, with the rules that we give away.
private struct Prometheus {
  static let requirement = Requirement(
    absent: [DockerEngine.requirement, Requirement(programs: ["prometheus", "promtool"])]
      .compactMap(\.missing))

  /// The folder of the rules.
  static let rules = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("alerts").path

  private let program: TestSupport.Program
  private let folder: TemporaryFolder
  private let port: Int

  init(scraping target: Int) throws {
    folder = try TemporaryFolder([
      "prometheus.yml": """
      global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
      rule_files: ["\(Self.rules)/docker.rules.yml", contract.yml]
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
    let port = try freePort()
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
    try names(now: "count_over_time(\(range))")
  }

  /// The names of containers in series as they are.
  func names(now series: String) throws -> Set<String> {
    let query = "count by (name) (\(series))"
    let answer = try Answer([
      "--get", "http://127.0.0.1:\(port)/api/v1/query", "--data-urlencode", "query=\(query)",
    ])
    let json = try JSON(parsing: Array(answer.body.utf8))
    let results = try #require(json["data"]?["result"]?.array, "\(answer.body)")
    return Set(results.compactMap { $0["metric"]?["name"]?.string })
  }
}
